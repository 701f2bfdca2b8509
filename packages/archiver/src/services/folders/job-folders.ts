import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
} from "node:fs";
import { syncFolders } from "../../disk/durable.js";
import { isCode } from "../../disk/errors.js";
import { type Folder, Folders, within } from "../../disk/folders.js";
import { writeWhole } from "../../disk/whole-files.js";
import { JOB_FOLDERS, type JobFolder } from "../../domain/job-folders.js";
import { LARGEST, LONGEST_NAME, UnreadableRecord } from "../../records/ini.js";

/** A message about a file stands beside it. */
const MESSAGE = ".message.txt";

/** A job file as it was found. */
export interface FoundFile {
  readonly text: string;
  /** Whose file it is, as far as the system knows: a move does not change that. */
  readonly uid: number;
}

/** The folders of job files on the disk. Opened once, never through links; closed by whoever made it. */
export class JobFolders {
  private readonly folders = new Folders();

  /** Makes what is missing. */
  constructor(private readonly root: string) {
    mkdirSync(root, { recursive: true });
    for (const folder of JOB_FOLDERS) this.folders.make(root, [folder]);
  }

  close(): void {
    this.folders.close();
  }

  /** Folders that everybody may write to: what stands there was put there by anybody. */
  openToAll(): JobFolder[] {
    return JOB_FOLDERS.filter((folder) => (fstatSync(this.at(folder).fd).mode & 0o002) !== 0);
  }

  /** What is in a folder, without our own messages. */
  names(folder: JobFolder): string[] {
    return readdirSync(within(this.at(folder), ".")).filter((name) => !name.startsWith(".") && !name.endsWith(MESSAGE));
  }

  /** The folders in which there is something of a name, now. */
  where(name: string): JobFolder[] {
    return JOB_FOLDERS.filter((folder) => lstatSync(this.path(folder, name), { throwIfNoEntry: false }));
  }

  /** @throws UnreadableRecord for what is no file, or too large */
  read(folder: JobFolder, name: string): FoundFile {
    let fd: number;
    try {
      fd = openSync(this.path(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if (isCode(error, "ELOOP")) throw new UnreadableRecord("it is a symbolic link");
      throw new UnreadableRecord((error as Error).message);
    }
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile()) throw new UnreadableRecord("it is no regular file");
      if (stats.size > LARGEST) throw new UnreadableRecord(`it has ${stats.size} bytes, more than any job file`);
      return { text: readFileSync(fd, "utf8"), uid: stats.uid };
    } finally {
      closeSync(fd);
    }
  }

  /** Gives a file another name, or another folder. */
  move(from: JobFolder, name: string, to: JobFolder, newName = name): void {
    renameSync(this.path(from, name), this.path(to, newName));
    this.clear(from, name);
    syncFolders([this.at(from), this.at(to)]);
  }

  async write(folder: JobFolder, name: string, parts: Iterable<string> | AsyncIterable<string>): Promise<void> {
    await writeWhole(this.folders, this.root, [{ folder: this.at(folder), name, parts }]);
  }

  /** Says something beside a file. */
  async say(folder: JobFolder, name: string, message: string): Promise<void> {
    // A name that leaves no room for ours is complained of elsewhere only.
    if (Buffer.byteLength(`${name}${MESSAGE}`) > LONGEST_NAME) return;
    await this.write(folder, `${name}${MESSAGE}`, [`${message}\n`]);
  }

  /** Removes messages about files that are not there any more. */
  clearMessages(): void {
    for (const folder of JOB_FOLDERS.filter((folder) => folder !== "Finished"))
      for (const name of readdirSync(within(this.at(folder), ".")).filter((name) => name.endsWith(MESSAGE))) {
        const of = name.slice(0, -MESSAGE.length);
        if (!lstatSync(this.path(folder, of), { throwIfNoEntry: false })) this.clear(folder, of);
      }
  }

  private clear(folder: JobFolder, name: string): void {
    try {
      unlinkSync(this.path(folder, `${name}${MESSAGE}`));
    } catch (error) {
      if (!isCode(error, "ENOENT", "ENAMETOOLONG")) throw error;
    }
  }

  private at(folder: JobFolder): Folder {
    return this.folders.at(this.root, [folder]);
  }

  private path(folder: JobFolder, name: string): string {
    return within(this.at(folder), name);
  }
}
