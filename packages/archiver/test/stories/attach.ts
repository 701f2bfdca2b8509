import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { created, rlong, rstring, unloaded, unwrap } from "@omero-archiver/omero";
import { numberedPath } from "#src/omero/paths.js";
import type { Site } from "./site.js";

/** Attaches a file to an image, as somebody; gives the original file's id. */
export async function attachFile(
  site: Site,
  user: string,
  image: number,
  name: string,
  bytes: Buffer,
): Promise<number> {
  const client = await site.client(user);
  try {
    const [row] = await client.projection(
      "select i.id, i.details.group.id from Image i where i.id = :id",
      { id: image },
      { group: "all" },
    );
    const hasher = await client.types.getEnumeration("ChecksumAlgorithm", "SHA1-160");
    const file = created("OriginalFile", {
      name: rstring(name),
      path: rstring("/home/"),
      size: rlong(bytes.length),
      mimetype: rstring("text/plain"),
      hash: rstring(createHash("sha1").update(bytes).digest("hex")),
      hasher: hasher as never,
    });
    const link = created("ImageAnnotationLink", {
      parent: unloaded("Image", image),
      child: created("FileAnnotation", { file }),
    });
    const saved = await client.save(link, { group: Number(row?.[1]) });
    const annotation = saved.child as { file?: { id?: never } | null } | null | undefined;
    const id = Number(unwrap(annotation?.file?.id));
    const path = numberedPath(`${site.dataDir}/Files`, id);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    return id;
  } finally {
    await client.close();
  }
}
