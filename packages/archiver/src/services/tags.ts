import type { OmeroClient } from "@omero-archiver/omero";
import type { ImageId } from "../domain/ids.js";
import { Owners } from "../omero/owners.js";
import { projectTags } from "../omero/project-tags.js";
import { imagesAfter } from "../register/images.js";
import type { Register } from "../register/register.js";

const PAGE = 5_000;

/** What repairing tags came to. */
export interface Repaired {
  readonly images: number;
  /** Images whose tags, or `Image.archived`, were not what the register says. */
  readonly changed: readonly ImageId[];
  readonly failed: readonly { readonly image: ImageId; readonly cause: string }[];
}

/** Makes OMERO show what the register says, for every image that it knows: whatever was done to the tags by hand. */
export async function repairTags(client: OmeroClient, register: Register, dryRun: boolean): Promise<Repaired> {
  const changed: ImageId[] = [];
  const failed: { image: ImageId; cause: string }[] = [];
  let images = 0;
  await using owners = new Owners(client);
  for (let after = -1; ; ) {
    const page = await imagesAfter(register, after, PAGE);
    if (page.length === 0) return { images, changed, failed };
    const projected = await projectTags(owners, page, { dryRun });
    images += page.length;
    changed.push(...projected.changed.map(({ id }) => id));
    failed.push(...projected.failed.map(({ image, cause }) => ({ image: image.id, cause: (cause as Error).message })));
    after = page.at(-1)?.id ?? after;
  }
}
