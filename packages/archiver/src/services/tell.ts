import type { OmeroClient } from "@omero-archiver/omero";
import { failurePoint } from "../engine/failure-points.js";
import { Owners } from "../omero/owners.js";
import { projectTags } from "../omero/project-tags.js";
import { markTold, untoldImages } from "../register/images.js";
import type { Register } from "../register/register.js";

/** Images in one go. */
const BATCH = 10_000;

export interface Told {
  readonly images: number;
  readonly failed: readonly { readonly image: number; readonly cause: string }[];
}

/** Tells OMERO of every change that it has not been told of yet. What fails stays noted, for the next time. */
export async function tellOmero(
  client: OmeroClient,
  register: Register,
  options: { keepRequests?: boolean } = {},
): Promise<Told> {
  const failed: { image: number; cause: string }[] = [];
  let images = 0;
  await using owners = new Owners(client);
  for (let after = -1; ; ) {
    const batch = await untoldImages(register, { after, limit: BATCH });
    if (batch.length === 0) return { images, failed };
    failurePoint("tags: before OMERO is told");
    const projected = await projectTags(owners, batch, options);
    failurePoint("tags: OMERO was told");
    await markTold(register, projected.told);
    images += projected.told.length;
    failed.push(...projected.failed.map(({ image, cause }) => ({ image: image.id, cause: (cause as Error).message })));
    after = batch.at(-1)?.id ?? after;
  }
}
