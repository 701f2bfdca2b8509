import type { OmeroClient } from "@omero-archiver/omero";
import type { ImageId } from "../domain/ids.js";
import { isStateTag, tagLinks } from "../omero/tags.js";
import { filesOfImage, type RegisteredFile } from "../register/files.js";
import { jobTotals } from "../register/jobs.js";
import type { Register } from "../register/register.js";

export type Totals = Awaited<ReturnType<typeof jobTotals>>;

/** How much is in which state, over all jobs. */
export function overview(register: Register): Promise<Totals> {
  return jobTotals(register);
}

export interface ImageStatus {
  readonly image: ImageId;
  readonly name: string;
  /** The state tags that OMERO shows. */
  readonly tags: readonly string[];
  readonly archived: boolean;
  readonly files: readonly RegisteredFile[];
}

/** What OMERO shows of images, and where their files are. */
export async function imageStatus(
  client: OmeroClient,
  register: Register,
  images: readonly ImageId[],
): Promise<ImageStatus[]> {
  const links = await tagLinks(client, images);
  const found: ImageStatus[] = [];
  for await (const [id, name, archived] of client.forIds(
    "select i.id, i.name, i.archived from Image i where i.id in (:ids) order by i.id",
    images,
    {},
    { group: "all" },
  )) {
    const image = Number(id) as ImageId;
    const tags = (links.get(image) ?? []).map((link) => link.name).filter(isStateTag);
    found.push({
      image,
      name: String(name),
      tags,
      archived: archived === true,
      files: await filesOfImage(register, image),
    });
  }
  return found;
}
