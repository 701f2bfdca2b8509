import { join, relative } from "node:path";
import { serverError } from "../errors.js";
import type { Row } from "../store/store.js";

/** OMERO's data directory: where the bytes of original files and of legacy pixels are. */
export class DataFolder {
  constructor(
    readonly path: string,
    /** By their uuid, the folders below the data directory that are repositories. */
    private readonly repositories: ReadonlyMap<string, string>,
  ) {}

  /** The path of an original file: inside its repository, or by its id below Files. Links in it are OMERO's to follow. */
  originalFile(file: Row): string {
    if (file.repo === null || file.repo === undefined) return this.#byId("Files", Number(file.id));
    const folder = this.repositories.get(String(file.repo));
    if (folder === undefined) throw serverError("ResourceError", `No repository has the uuid ${file.repo}.`);
    const root = join(this.path, folder);
    const path = join(root, String(file.path), String(file.name));
    if (relative(root, path).startsWith("..")) {
      throw serverError("ValidationException", "Path may not make references above root");
    }
    return path;
  }

  /** The same; undefined for a file of a repository that is not here. */
  originalFileIfOurs(file: Row): string | undefined {
    const ours = file.repo === null || this.repositories.has(String(file.repo));
    return ours ? this.originalFile(file) : undefined;
  }

  /** The path of the planes of pixels that OMERO 4 imported. */
  pixels(id: number): string {
    return this.#byId("Pixels", id);
  }

  #byId(folder: string, id: number): string {
    return join(this.path, folder, ...thousands(id), String(id));
  }
}

/** From a thousand on, ids are spread over folders: 999500 is in Dir-999, 1000000 in Dir-001/Dir-000 (whole-number division, as OMERO's). */
export function thousands(id: number): string[] {
  const folders: string[] = [];
  for (let rest = Math.floor(id / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    folders.unshift(`Dir-${String(rest % 1000).padStart(3, "0")}`);
  }
  return folders;
}
