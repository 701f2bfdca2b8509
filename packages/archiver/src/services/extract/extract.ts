import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../../config/configuration.js";
import { imagesNamed } from "../named-images.js";
import { outputsOf, type Part } from "./outputs.js";
import { NotExtracted, writeOutput } from "./write.js";

export interface ExtractOptions {
  readonly parts: ReadonlySet<Part>;
  readonly force: boolean;
  readonly signal?: AbortSignal;
  /** Told of each file. */
  readonly told: {
    file(path: string, what: "written" | "there already"): void;
    missing(object: string): void;
  };
}

export interface Extracted {
  readonly written: number;
  readonly thereAlready: number;
  readonly bytes: number;
  readonly failed: readonly string[];
}

/** Extracts files of all images that words name into a folder. What was cut off goes on where it was. */
export async function extract(
  client: OmeroClient,
  config: Configuration,
  words: AsyncIterable<string>,
  folder: string,
  { parts, force, signal, told }: ExtractOptions,
): Promise<Extracted> {
  const counts = { written: 0, thereAlready: 0, bytes: 0 };
  const failed: string[] = [];
  const passed = (bytes: number) => {
    counts.bytes += bytes;
  };
  for await (const { images, missing } of imagesNamed(client, words)) {
    missing.forEach(told.missing);
    for await (const output of outputsOf(client, config.places, images, parts)) {
      signal?.throwIfAborted();
      try {
        const what = await writeOutput(client, output, folder, force, passed, signal);
        counts[what === "written" ? "written" : "thereAlready"]++;
        told.file(output.to, what);
      } catch (error) {
        if (!(error instanceof NotExtracted)) throw error;
        failed.push(error.message);
      }
    }
  }
  return { ...counts, failed };
}
