import { createReadStream } from "node:fs";
import { type FileHandle, lstat, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { OmeroClient } from "@omero-archiver/omero";
import { Hasher, matchesRecorded, recordedAlgorithm } from "../../disk/digests.js";
import { isCode } from "../../disk/errors.js";
import type { Output } from "./outputs.js";

/** What became of one file. */
export type Written = "written" | "there already";

/** A file can't be extracted; the others may be. */
export class NotExtracted extends Error {
  override readonly name = "NotExtracted";
}

/**
 * Writes a file: under a temporary name, compared with what OMERO recorded, brought to the disk, and only then under its own
 * name. One that is there whole already is left as it is.
 * @param force another file in its place is replaced
 * @throws NotExtracted
 */
export async function writeOutput(
  client: Pick<OmeroClient, "readFile">,
  output: Output,
  folder: string,
  force: boolean,
  passed: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<Written> {
  const to = join(folder, output.to);
  const seen = await sizeAt(output.from);
  const there = await lstat(to).catch((error: unknown) => {
    if (isCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  });
  if (there?.isFile() && there.size === (seen ?? output.size ?? there.size) && (await isWhole(to, output)))
    return "there already";
  if (there && !force) throw new NotExtracted(`${to} is there, and is another file: --force replaces it`);
  const temporary = join(dirname(to), `.${basename(to)}.part`);
  const file = await made(temporary, output.to);
  const blocks = seen === undefined ? client.readFile(output.id, { group: "all" }) : createReadStream(output.from);
  const algorithm = recordedAlgorithm(output.recorded);
  const hasher = new Hasher(algorithm ? [algorithm] : []);
  try {
    for await (const block of blocks as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      hasher.update(block);
      await file.writeFile(block);
      passed(block.length);
    }
    if (matchesRecorded(hasher.digests(), output.recorded) === false)
      throw new NotExtracted(`${output.to}: its bytes are not what OMERO recorded (${output.recorded?.algorithm})`);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof NotExtracted || signal?.aborted) throw error;
    throw new NotExtracted(`${output.to} can't be extracted: ${(error as Error).message}`, { cause: error });
  } finally {
    await file.close();
  }
  await rename(temporary, to);
  await synced(dirname(to));
  return "written";
}

/** @throws NotExtracted where there is no room, or no right to write */
async function made(temporary: string, name: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(temporary), { recursive: true });
    return await open(temporary, "w");
  } catch (cause) {
    throw new NotExtracted(`${name} can't be extracted: ${(cause as Error).message}`, { cause });
  }
}

async function synced(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes of a file that this machine sees, behind a link too; undefined: it has to come through OMERO. */
async function sizeAt(path: string): Promise<number | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? stats.size : undefined;
}

async function isWhole(path: string, { recorded }: Output): Promise<boolean> {
  const algorithm = recordedAlgorithm(recorded);
  if (!algorithm) return true;
  const hasher = new Hasher([algorithm]);
  for await (const block of createReadStream(path)) hasher.update(block as Buffer);
  return matchesRecorded(hasher.digests(), recorded) === true;
}
