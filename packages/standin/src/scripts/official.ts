import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, posix, relative } from "node:path";
import { serverError } from "../errors.js";
import { checksum } from "../services/checksum.js";
import { FileBytes } from "../services/file-bytes.js";
import { placeOf } from "../services/repository/registered.js";
import type { Call } from "../services/service.js";
import { ROLES } from "../sessions/people.js";
import type { Row } from "../store/store.js";

const MIMETYPE = "text/x-python";
const HASHER = "SHA1-160";

/**
 * The scripts that everybody may run: files of the repository `scripts`. One that was put into its folder by hand becomes known
 * when scripts are next asked for; one whose file is gone is no script any more.
 */
export class OfficialScripts {
  readonly #uuid: string;

  constructor(private readonly call: Call) {
    const [repository] = call.backend.store.where("OriginalFile", { mimetype: "Repository", name: "scripts" });
    this.#uuid = String(repository?.hash);
  }

  all(): Row[] {
    const known = this.#rows();
    const paths = new Set(known.map(scriptPath));
    for (const path of this.#onDisk()) if (!paths.has(path)) known.push(this.#register(path));
    return known.filter((row) => existsSync(this.#file(row)));
  }

  /** @param path such as "/omero/util_scripts/Channel_Offsets.py" */
  at(path: string): Row | undefined {
    const { path: wanted } = placeOf(path);
    return this.all().find((row) => scriptPath(row) === `/${wanted}`);
  }

  /** Undefined for what is no script. */
  byId(id: number): Row | undefined {
    return this.all().find((row) => Number(row.id) === id);
  }

  text(row: Row): string {
    return readFileSync(this.#file(row), "utf8");
  }

  add(path: string, text: string): number {
    const whole = `/${placeOf(path).path}`;
    if (this.at(whole)) throw serverError("ApiUsageException", `Path already exists: ${whole}`);
    const file = this.#file(split(whole));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return Number(this.#register(whole).id);
  }

  change(row: Row, text: string): void {
    writeFileSync(this.#file(row), text);
    this.call.writing.update("OriginalFile", Number(row.id), this.#measured(row));
  }

  /** Its file; what the database says of it is the caller's to remove. */
  removeFile(row: Row): void {
    rmSync(this.#file(row), { force: true });
  }

  #rows(): Row[] {
    return this.call.backend.store.where("OriginalFile", { repo: this.#uuid, mimetype: MIMETYPE });
  }

  #file(row: Row): string {
    return this.call.backend.data.originalFile({ ...row, repo: this.#uuid });
  }

  #onDisk(): string[] {
    const root = this.#file({ path: "", name: "" });
    if (!existsSync(root)) return [];
    const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
    return names.map((name) => `/${relative(".", name)}`).sort();
  }

  /** They are root's, in the group whose things all users may read. */
  #register(path: string): Row {
    const { writing, backend } = this.call;
    const row = split(path);
    const whose = { repo: this.#uuid, mimetype: MIMETYPE, ownerId: ROLES.rootId, groupId: ROLES.userGroupId };
    const id = writing.insert("OriginalFile", { ...row, ...whose, ...this.#measured(row) });
    return backend.store.row("OriginalFile", id) as Row;
  }

  #measured(row: Row): Row {
    const bytes = new FileBytes(this.#file(row));
    const hasher = this.call.backend.store.where("ChecksumAlgorithm", { value: HASHER })[0]?.id ?? null;
    return { size: bytes.size(), hash: checksum(HASHER, bytes) ?? null, hasher };
  }
}

function scriptPath(row: Row): string {
  return `${row.path}${row.name}`;
}

/** As OriginalFile has a script's path: with slashes at both ends. */
function split(path: string): Row {
  const folder = posix.dirname(path);
  return { path: folder === "/" ? folder : `${folder}/`, name: posix.basename(path) };
}
