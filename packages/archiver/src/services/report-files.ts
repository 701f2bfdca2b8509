import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import { type ImageFile, imageFiles } from "../reports/image-files.js";
import { imagesNamed } from "./named-images.js";

/** The physical files of all images that words name; what is not there is told as `missing`. */
export async function* filesOfNamed(
  client: OmeroClient,
  config: Configuration,
  words: AsyncIterable<string>,
  missing: (object: string) => void,
): AsyncGenerator<ImageFile> {
  for await (const named of imagesNamed(client, words)) {
    named.missing.forEach(missing);
    yield* imageFiles(client, config.places, named.images);
  }
}
