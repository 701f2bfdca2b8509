import { posix } from "node:path";
import { serverError } from "../../errors.js";
import { isVisible } from "../../security/rights-on.js";
import type { Row } from "../../store/store.js";
import type { Call } from "../service.js";

export const DIRECTORY = "Directory";

/** A place in a repository: "" is its root, other paths are relative to it, without slashes at their ends. */
export interface Place {
  readonly path: string;
  readonly name: string;
  /** As OriginalFile.path has it: with a slash at the end. */
  readonly folder: string;
}

/** @throws ValidationException for a path that leads out of the repository */
export function placeOf(text: string): Place {
  const path = posix.normalize(`/${text}`).replace(/^\/+|\/+$/g, "");
  if (posix.normalize(text).split("/").includes("..")) {
    throw serverError("ValidationException", "Path may not make references above root");
  }
  const folder = posix.dirname(path);
  return { path, name: posix.basename(path), folder: folder === "." ? "" : `${folder}/` };
}

/** What a repository knows of: the OriginalFiles that carry its uuid, as far as the caller may see them. */
export class Registered {
  constructor(
    private readonly call: Call,
    readonly uuid: string,
  ) {}

  find(place: Place): Row | undefined {
    const { store } = this.call.backend;
    const rows = store.where("OriginalFile", { repo: this.uuid, path: place.folder, name: place.name });
    return rows.find((row) => this.#isVisible(row));
  }

  /** @throws ValidationException where there is none */
  require(place: Place): Row {
    const found = this.find(place);
    if (found === undefined) throw serverError("ValidationException", `${place.path} does not exist`);
    return found;
  }

  /** What is directly in a folder. */
  in(place: Place): Row[] {
    const path = place.path === "" ? "" : `${place.path}/`;
    const rows = this.call.backend.store.where("OriginalFile", { repo: this.uuid, path });
    return rows.filter((row) => this.#isVisible(row));
  }

  add(place: Place, fields: Row): Row {
    const { viewer, writing, backend } = this.call;
    const own = { ownerId: viewer.userId, groupId: viewer.callGroup };
    const file = { name: place.name, path: place.folder, repo: this.uuid, ...own, ...fields };
    return backend.store.row("OriginalFile", writing.insert("OriginalFile", file)) as Row;
  }

  #isVisible({ id }: Row): boolean {
    const { backend, viewer } = this.call;
    return isVisible(backend.store, viewer, backend.store.model.entity("OriginalFile"), Number(id));
  }
}

/** "a/b.tif" of a registered file. */
export function pathOf(row: Row): string {
  return `${row.path}${row.name}`;
}
