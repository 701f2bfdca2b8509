import type { OmeroClient } from "@omero-archiver/omero";
import type { ImageId } from "../../../domain/ids.js";
import { askFor, unask } from "../../../omero/request.js";
import { tagLinks } from "../../../omero/tags.js";
import { expect, type Step, Unexpected } from "../checks.js";
import type { Kind, World } from "../world.js";

/** Asking for an image in one kind of group, by those who may and by one who may not. Leaves no tag behind. */
export function tagsStory(world: World, kind: Kind, id: ImageId): Step[] {
  const owner = world.person("owner");

  /** The names of the image's tags, all of which have to be its owner's. */
  const tags = async () => {
    const links = (await tagLinks(world.admin, [id])).get(id) ?? [];
    return links.map(({ name }) => name).sort();
  };
  const asksAndTakesBack = async (asker: OmeroClient) => {
    const asked = await askFor(asker, [id], { expiry: "1", description: "selftest" });
    const [error] = asked.errors;
    if (error) throw new Unexpected(error.cause);
    expect("images asked for", asked.new, [id]);
    expect(`tags of ${owner.omeName}'s on the image`, await tags(), ["ARCHIVE NOTE", "TO-ARCHIVE"]);
    const again = await askFor(asker, [id], {});
    expect("images that were asked for already", again.existing, [id]);
    const undone = await unask(asker, [id]);
    const [refused] = undone.errors;
    if (refused) throw new Unexpected(refused.cause);
    expect("links taken off", undone.removed, 2);
    expect("tags that are left", await tags(), []);
  };

  return [
    [
      "the owner asks, asks again, and takes it back",
      async () => {
        await using session = await world.logIn("owner", kind);
        await asksAndTakesBack(session);
      },
    ],
    ["an administrator asks for the owner", () => asksAndTakesBack(world.admin)],
    [
      "an owner of the group asks for a member, from a joined session as scripts have it",
      async () => {
        await using session = await world.logIn("leader", kind);
        const joined = await world.connect({ sessionKey: session.sessionUuid });
        try {
          await asksAndTakesBack(joined);
        } finally {
          await joined.close();
        }
      },
    ],
    [
      "another member may not ask for it",
      async () => {
        await using session = await world.logIn("member", kind);
        expect("images asked for", (await askFor(session, [id], {})).new, []);
        expect("tags on the image", await tags(), []);
      },
    ],
  ];
}
