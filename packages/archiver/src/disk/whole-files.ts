import { closeSync, constants, lstatSync, openSync, readdirSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { syncFiles, syncFolders } from "./durable.js";
import { type Folder, type Folders, within } from "./folders.js";
import { HOME } from "./home.js";

/** A text file to be, under its name. */
export interface WholeFile {
  readonly folder: Folder;
  readonly name: string;
  readonly parts: Iterable<string> | AsyncIterable<string>;
}

/** What is older (ms) was left by a process that was cut off. */
const LEFT = 3_600_000;

/**
 * Writes text files, each of which is there as a whole or as it was before, whatever happens; they are on the disk afterwards.
 * What has the name already is replaced, never followed. Their folders are below the root, and on its file system.
 */
export async function writeWhole(folders: Folders, root: string, files: readonly WholeFile[]): Promise<void> {
  const incoming = folders.make(root, [HOME, "incoming"], 0o700);
  removeLeftovers(incoming);
  const written: { fd: number; name: string; file: WholeFile }[] = [];
  try {
    for (const [i, file] of files.entries()) {
      const name = `${process.pid}-${i}`;
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
      const fd = openSync(within(incoming, name), flags, 0o644);
      written.push({ fd, name, file });
      for await (const part of file.parts) writeFileSync(fd, part);
    }
    syncFiles(written.map(({ fd }) => ({ fd, folder: incoming })));
    for (const { name, file } of written) renameSync(within(incoming, name), within(file.folder, file.name));
    syncFolders(files.map(({ folder }) => folder));
  } finally {
    for (const { fd } of written) closeSync(fd);
  }
}

function removeLeftovers(incoming: Folder): void {
  for (const name of readdirSync(within(incoming, "."))) {
    const stats = lstatSync(within(incoming, name), { throwIfNoEntry: false });
    if (stats && stats.mtimeMs < Date.now() - LEFT) unlinkSync(within(incoming, name));
  }
}
