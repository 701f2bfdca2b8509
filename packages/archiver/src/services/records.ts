import { mkdirSync } from "node:fs";
import type { Configuration } from "../config/configuration.js";
import { Folders, UnsafeFolder } from "../disk/folders.js";
import { type WholeFile, writeWhole } from "../disk/whole-files.js";
import { fileKeyText } from "../domain/files.js";
import { failurePoint } from "../engine/failure-points.js";
import { arkText, recordPath } from "../records/ark.js";
import { fileAsArk } from "../records/file-as-ark.js";
import { ARCHIVED, registerLines, TO_ARCHIVE } from "../records/register-file.js";
import { pathsThatAre } from "../register/archived.js";
import { markRecorded, type UnrecordedFile, unrecordedFiles } from "../register/records.js";
import type { Register } from "../register/register.js";
import { registeredStores } from "../register/stores.js";
import { exclusively } from "./exclusively.js";

/** Records in one go: as many folders may be open. */
const BATCH = 256;
const MOST_FAILURES = 100;

/** What writing records came to. */
export interface Recorded {
  readonly files: number;
  /** Why records are behind still; the next time they are tried again. */
  readonly trouble?: string;
}

/**
 * Brings the `.ark` records and both register files up to date with the register, of which they are a projection: whatever
 * was cut off is written the next time. One process at a time; another leaves it to that.
 */
export async function writeRecords(register: Register, config: Configuration): Promise<Recorded> {
  const { records, archiveDir } = config;
  if (records === false) return { files: 0 };
  let files = 0;
  const failed: Error[] = [];
  const write = async () => {
    mkdirSync(records, { recursive: true });
    for (let after = ""; ; ) {
      const batch = await unrecordedFiles(register, { after, limit: BATCH });
      if (batch.length === 0) break;
      const written = await writeEach(register, records, batch, failed);
      failurePoint("records: written");
      await markRecorded(register, written);
      files += written.length;
      after = fileKeyText(batch.at(-1)?.key as UnrecordedFile["key"]);
    }
    if (files > 0) await writeRegisters(register, archiveDir);
  };
  try {
    await exclusively(register, "records", write);
    if (failed.length > 0) throw failed[0];
    return { files };
  } catch (error) {
    if (!isOfTheDisk(error)) throw error;
    return {
      files,
      trouble: `the records below ${records} could not be brought up to date, and are the next time: ${(error as Error).message} (where there are to be none, set records: false)`,
    };
  }
}

/** Writes the records of a batch. One that can't be written keeps back no other; where many can't, it is the disk. */
async function writeEach(
  register: Register,
  root: string,
  batch: readonly UnrecordedFile[],
  failed: Error[],
): Promise<readonly UnrecordedFile[]> {
  try {
    await writeBatch(register, root, batch);
    return batch;
  } catch (error) {
    if (!isOfTheDisk(error)) throw error;
    if (batch.length > 1) {
      const written: UnrecordedFile[] = [];
      for (const file of batch) written.push(...(await writeEach(register, root, [file], failed)));
      return written;
    }
    failed.push(error as Error);
    if (failed.length > MOST_FAILURES) throw error;
    return [];
  }
}

async function writeBatch(register: Register, root: string, batch: readonly UnrecordedFile[]): Promise<void> {
  const stores = await registeredStores(register);
  const folders = new Folders();
  try {
    const records: WholeFile[] = batch.flatMap((file) => {
      const record = fileAsArk(file, stores.get(file.evidence.storeId as never));
      if (!record) return [];
      const parts = recordPath(file.path).split("/");
      const name = parts.pop() as string;
      return [{ folder: folders.make(root, parts), name, parts: [arkText(record)] }];
    });
    await writeWhole(folders, root, records);
  } finally {
    folders.close();
  }
}

/** Writes both register files anew. */
export async function writeRegisters(register: Register, archiveDir: string): Promise<void> {
  mkdirSync(archiveDir, { recursive: true });
  const folders = new Folders();
  try {
    const folder = folders.at(archiveDir, []);
    const lines = async function* (what: "archived" | "in process") {
      for await (const paths of pathsThatAre(register, what)) yield registerLines(paths);
    };
    await writeWhole(folders, archiveDir, [
      { folder, name: TO_ARCHIVE, parts: lines("in process") },
      { folder, name: ARCHIVED, parts: lines("archived") },
    ]);
  } finally {
    folders.close();
  }
}

/** A system call's failure, or a folder that leads elsewhere: none of the register's. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof UnsafeFolder || (error as NodeJS.ErrnoException).syscall !== undefined;
}
