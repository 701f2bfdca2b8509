import { opendirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isCode } from "../../disk/errors.js";
import { JOB_FOLDERS, type JobFolder } from "../../domain/job-folders.js";
import { type ArkRecord, parseArk, recordPath } from "../../records/ark.js";
import { UnreadableRecord } from "../../records/ini.js";
import { type JobFile, parseJobFile } from "../../records/job-file.js";
import { ARCHIVED, pathsIn } from "../../records/register-file.js";
import type { JobFolders } from "../folders/job-folders.js";

/** No record is larger (bytes). */
const LARGEST_RECORD = 1 << 20;

/** All records below a folder; what can't be read is complained of. Links are not followed. */
export function* recordsBelow(folder: string, complain: (text: string) => void): Generator<ArkRecord> {
  let entries: ReturnType<typeof opendirSync>;
  try {
    entries = opendirSync(folder);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  try {
    for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) yield* recordsBelow(path, complain);
      else if (entry.isFile() && entry.name.endsWith(".ark")) {
        const record = readRecord(path, complain);
        if (record) yield record;
      }
    }
  } finally {
    entries.closeSync();
  }
}

/** The record of a file; undefined where there is none that can be read. @param path the file's */
export function recordOf(records: string, path: string, complain: (text: string) => void): ArkRecord | undefined {
  const record = readRecord(join(records, recordPath(path)), complain);
  return record?.path === path ? record : undefined;
}

function readRecord(path: string, complain: (text: string) => void): ArkRecord | undefined {
  try {
    if (statSync(path).size > LARGEST_RECORD) throw new UnreadableRecord("it is larger than any record");
    return parseArk(readFileSync(path, "utf8"));
  } catch (error) {
    if (isCode(error, "ENOENT", "ENOTDIR", "ENAMETOOLONG")) return undefined;
    complain(`${path} can't be used: ${(error as Error).message}`);
    return undefined;
  }
}

/** A job file as it stands in its folder. */
export interface LeftJob {
  readonly folder: JobFolder;
  readonly name: string;
  readonly file: JobFile;
}

/** The job files of all folders. */
export function jobsIn(disk: JobFolders, complain: (text: string) => void): LeftJob[] {
  const found: LeftJob[] = [];
  for (const folder of JOB_FOLDERS)
    for (const name of disk.names(folder))
      try {
        found.push({ folder, name, file: parseJobFile(disk.read(folder, name).text) });
      } catch (error) {
        if (!(error instanceof UnreadableRecord)) throw error;
        complain(`Job/${folder}/${name} is no job file: ${error.message}`);
      }
  return found;
}

/** What the register file of archived paths claims; by either of its names. */
export function claimedArchived(archiveDir: string): Set<string> {
  const claimed = new Set<string>();
  for (const name of [ARCHIVED, "archive_register"])
    try {
      for (const path of pathsIn(readFileSync(join(archiveDir, name), "utf8"))) claimed.add(path);
    } catch (error) {
      if (!isCode(error, "ENOENT")) throw error;
    }
  return claimed;
}
