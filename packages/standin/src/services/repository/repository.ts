import { existsSync, mkdirSync, statSync } from "node:fs";
import { extname } from "node:path";
import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { load } from "../../query/index.js";
import type { Row } from "../../store/store.js";
import { plainValue, rlong, rstring } from "../../values.js";
import { checksum } from "../checksum.js";
import { FileBytes } from "../file-bytes.js";
import { rawFileStoreOf } from "../raw-file-store.js";
import type { Call, Operations, Service } from "../service.js";
import { DIRECTORY, type Place, pathOf, placeOf, Registered } from "./registered.js";

const MIMETYPES: Readonly<Record<string, string>> = {
  ".ome": "application/xml",
  ".png": "image/png",
  ".tif": "image/tiff",
  ".tiff": "image/tiff",
  ".txt": "text/plain",
  ".xml": "application/xml",
};

/** A folder of the data directory whose files OMERO keeps in its database. */
export function repositoryService(root: Row): Service {
  const uuid = String(root.hash);
  const registered = (call: Call) => new Registered(call, uuid);
  const onDisk = (call: Call, place: Place) =>
    call.backend.data.originalFile({ repo: uuid, path: place.folder, name: place.name });
  const object = ({ backend, viewer }: Call, row: Row) =>
    load(backend.store, "OriginalFile", [Number(row.id)], viewer)[0];

  const operations: Operations = {
    root: (call) => object(call, root),

    fileExists: (call, path: string) => registered(call).find(placeOf(path)) !== undefined,

    mimetype: (call, path: string) => {
      const row = registered(call).require(placeOf(path));
      return String(row.mimetype ?? MIMETYPES[extname(String(row.name))] ?? "application/octet-stream");
    },

    list: (call, path: string) => children(call, path).map(pathOf),
    listFiles: (call, path: string) => children(call, path).map((row) => object(call, row)),
    treeList: (call, path: string) => {
      const row = registered(call).require(placeOf(path));
      return tree(registered(call), [row]);
    },

    /** Makes a folder; with `parents` all that lead to it, and none is no mistake. */
    makeDir: (call, path: string, parents: boolean) => {
      const place = placeOf(path);
      if (!parents && existsSync(onDisk(call, place))) {
        throw serverError("ResourceError", `Path exists on disk: ${place.path}`);
      }
      const steps = place.path.split("/").map((_, at, all) => placeOf(all.slice(0, at + 1).join("/")));
      for (const step of steps) {
        if (registered(call).find(step) !== undefined) continue;
        if (!parents && step.path !== place.path) {
          throw serverError("SecurityViolation", `Cannot find parent directory: CheckedPath(${step.path})`);
        }
        mkdirSync(onDisk(call, step), { recursive: true });
        registered(call).add(step, { mimetype: DIRECTORY });
      }
    },

    /** A file that is on the disk already becomes known. */
    register: (call, path: string, mimetype: SliceObject | null) => {
      const place = placeOf(path);
      requireParent(call, place);
      const bytes = new FileBytes(onDisk(call, place));
      if (!bytes.exists()) throw serverError("ValidationException", `${place.path} does not exist`);
      const known = registered(call).find(place);
      const hasher = call.backend.store.where("ChecksumAlgorithm", { value: "SHA1-160" })[0]?.id ?? null;
      const fields = {
        mimetype: plainValue<string>(mimetype) ?? null,
        size: bytes.size(),
        mtime: Math.floor(statSync(bytes.path).mtimeMs),
        hash: checksum("SHA1-160", bytes) ?? null,
        hasher,
      };
      return object(call, known ?? registered(call).add(place, fields));
    },

    file: (call, path: string, mode: string) => {
      const place = placeOf(path);
      const known = registered(call).find(place);
      if (known === undefined && mode === "r") {
        throw serverError("ValidationException", `${place.path} does not exist`);
      }
      if (known === undefined) requireParent(call, place);
      const file = known ?? registered(call).add(place, {});
      return call.serve("omero.api.RawFileStore", rawFileStoreOf(file, onDisk(call, place)));
    },

    fileById: (call, id: number) => {
      const row = call.backend.store.row("OriginalFile", Number(id));
      if (row === undefined) throw serverError("SecurityViolation", `FileNotFound: ${id}`);
      const found = registered(call).find(placeOf(pathOf(row)));
      if (found === undefined) throw serverError("SecurityViolation", `FileNotAccessible: ${id}`);
      return call.serve("omero.api.RawFileStore", rawFileStoreOf(found, onDisk(call, placeOf(pathOf(found)))));
    },

    deletePaths: (call, paths: readonly string[], recursively: boolean) => {
      const chosen = paths.map((path) => registered(call).require(placeOf(path)));
      const all = recursively ? chosen.flatMap((row) => [...below(registered(call), row), row]) : chosen;
      const ids = all.map((row) => Number(row.id));
      return call.submit({ $type: "::omero::cmd::Delete2", targetObjects: new Map([["OriginalFile", ids]]) });
    },

    listChecksumAlgorithms: (call) => algorithms(call),
    suggestChecksumAlgorithm: (call, supported: readonly SliceObject[]) => {
      const values = supported.map((algorithm) => plainValue<string>(algorithm.value));
      return algorithms(call).find((algorithm) => values.includes(plainValue<string>(algorithm.value))) ?? null;
    },
    /** Those of some files whose bytes no longer have the checksum on record. */
    verifyChecksums: (call, ids: readonly number[]) =>
      call.backend.store
        .rows("OriginalFile", ids.map(Number))
        .filter((row) => {
          const hasher = String(call.backend.store.row("ChecksumAlgorithm", Number(row.hasher ?? -1))?.value);
          return checksum(hasher, new FileBytes(onDisk(call, placeOf(pathOf(row))))) !== row.hash;
        })
        .map((row) => Number(row.id)),
  };
  return { stateful: false, operations };

  function children(call: Call, path: string): Row[] {
    const place = placeOf(path);
    if (place.path !== "") registered(call).require(place);
    return registered(call).in(place);
  }

  function requireParent(call: Call, place: Place): void {
    if (place.folder !== "" && registered(call).find(placeOf(place.folder)) === undefined) {
      throw serverError("SecurityViolation", `Cannot find parent directory: CheckedPath(${place.folder})`);
    }
  }
}

function algorithms({ backend, viewer }: Call): SliceObject[] {
  const ids = backend.store.where("ChecksumAlgorithm", {}).map((row) => Number(row.id));
  return load(backend.store, "ChecksumAlgorithm", ids, viewer).filter((object) => object !== null);
}

function below(registered: Registered, row: Row): Row[] {
  return registered.in(placeOf(pathOf(row))).flatMap((child) => [...below(registered, child), child]);
}

/** Files by name, folders with what is in them. */
function tree(registered: Registered, rows: readonly Row[]): SliceObject {
  const entries = rows.map((row): [string, SliceObject] => {
    const of: [string, SliceObject][] = [
      ["id", rlong(Number(row.id))],
      ["mimetype", rstring(String(row.mimetype ?? ""))],
    ];
    if (row.mimetype === DIRECTORY) of.push(["files", tree(registered, registered.in(placeOf(pathOf(row))))]);
    else of.push(["size", rlong(Number(row.size ?? 0))]);
    return [String(row.name), rmap(of)];
  });
  return rmap(entries);
}

function rmap(entries: readonly [string, SliceObject][]): SliceObject {
  return { $type: "::omero::RMap", val: new Map(entries) };
}
