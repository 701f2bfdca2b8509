import { LoginFailed } from "@omero-archiver/omero";
import { expect, type Step, Unexpected } from "../checks.js";
import { ALL_KINDS, type World } from "../world.js";

/** Who may come in, and who may act as whom. */
export function loginStory(world: World): Step[] {
  const owner = world.person("owner");
  return [
    [
      "a user comes in by password, and not by a wrong one",
      async () => {
        await using user = await world.logIn("owner", "private");
        expect("who came in", (await user.whoAmI()).userName, owner.omeName);
        try {
          await (await world.connect({ user: owner.omeName, password: `${owner.password}?` })).close();
        } catch (error) {
          if (error instanceof LoginFailed) return;
          throw error;
        }
        throw new Unexpected("a wrong password was taken");
      },
    ],
    [
      "a session is joined by its key, and is still there when who joined it has left",
      async () => {
        await using user = await world.logIn("owner", "private");
        const joined = await world.connect({ sessionKey: user.sessionUuid });
        expect("the joined session", joined.sessionUuid, user.sessionUuid);
        await joined.close();
        expect("who is still in", (await user.whoAmI()).userName, owner.omeName);
      },
    ],
    [
      "an administrator acts as a user in every kind of group",
      async () => {
        for (const kind of ALL_KINDS) {
          const group = world.group(kind);
          await using user = await world.admin.sudo({ omeName: owner.omeName, group: group.name });
          const { userName, groupId } = await user.whoAmI();
          expect(`who it is in the ${kind} group`, [userName, groupId], [owner.omeName, group.id]);
        }
      },
    ],
  ];
}
