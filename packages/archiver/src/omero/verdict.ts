import type { ImageId, Person } from "../domain/ids.js";
import type { ClosureImage, Component } from "./closure.js";
import type { Rights } from "./rights.js";
import { askerIn, NAMESPACE, setByOwner, type TagLink } from "./tags.js";

/** Anybody can write a tag: what was not written as the archiver writes it is no request. */
export function forged(link: TagLink): string | undefined {
  if (link.namespace !== NAMESPACE)
    return `its tag TO-ARCHIVE is in the namespace ${JSON.stringify(link.namespace)}, not in ${JSON.stringify(NAMESPACE)}`;
  if (!setByOwner(link))
    return `its tag TO-ARCHIVE (link ${link.linkId}) was set by user ${link.ownerId}, not as the image's owner, user ${link.imageOwnerId}`;
  return undefined;
}

/** Who is said to have asked; without a word on it, the image's owner. */
export function askerOf(link: TagLink): Person {
  return askerIn(link.description) ?? { id: link.ownerId, omeName: "" };
}

/** Nobody who asked may. */
export class NoRight extends Error {
  override readonly name = "NoRight";
}

/** The first of those who asked for images of a component who may ask for all of it. @throws NoRight */
export function whoMay(
  component: Component,
  asked: readonly ClosureImage[],
  requests: ReadonlyMap<ImageId, readonly TagLink[]>,
  rights: Rights,
): Person {
  const reasons = new Set<string>();
  for (const link of asked.flatMap((image) => requests.get(image.id) ?? [])) {
    const said = askerOf(link);
    const asker = rights.person(said.id);
    const foreign = asker && component.images.find((image) => !rights.mayAskFor(asker, image));
    if (asker && !foreign) return asker;
    if (!foreign) reasons.add(`who asked, ${said.omeName} (user ${said.id}), is not known to OMERO any more`);
    else if (asked.includes(foreign))
      reasons.add(
        `${asker.omeName} may not ask for image ${foreign.id} of ${foreign.owner.omeName} in ${foreign.groupName}`,
      );
    else
      reasons.add(
        `it shares files with image ${foreign.id} of ${foreign.owner.omeName} in ${foreign.groupName}, for which ${asker.omeName} may not ask; an administrator or an owner of that group has to`,
      );
  }
  throw new NoRight([...reasons].join("; "));
}
