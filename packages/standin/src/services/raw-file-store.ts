import { serverError } from "../errors.js";
import { load } from "../query/index.js";
import { groupOf, rights } from "../security/permissions.js";
import type { Row } from "../store/store.js";
import { rlong } from "../values.js";
import { checksum } from "./checksum.js";
import { FileBytes } from "./file-bytes.js";
import type { Call, OpenService, Service } from "./service.js";

/** No more than a message can carry. */
const LENGTH_MAX = 250_000 * 1024;

/** Reads and writes the bytes of one original file, which its client chooses. */
export const rawFileStore: Service = { stateful: true, open };

/** The same with the file chosen already. */
export function rawFileStoreOf(file: Row, path: string): Service {
  return { stateful: true, open: () => open(chosenFile(file, path)) };
}

interface Chosen {
  readonly id: number;
  readonly bytes: FileBytes;
  /** A file of a repository is there, or something is wrong; other files come to be when they are first written. */
  readonly inRepository: boolean;
}

function chosenFile(file: Row, path: string): Chosen {
  return { id: Number(file.id), bytes: new FileBytes(path), inRepository: file.repo !== null };
}

function open(chosen?: Chosen): OpenService {
  let written = false;

  const bytes = (): FileBytes => {
    if (chosen === undefined) {
      throw serverError("ApiUsageException", "This RawFileStore has not been properly initialized.");
    }
    return chosen.bytes;
  };

  const isExpected = () => bytes().exists() || chosen?.inRepository === true;

  const row = ({ backend }: Call): Row => {
    bytes();
    return backend.store.row("OriginalFile", chosen?.id ?? -1) as Row;
  };

  /** What was written gives the file its size and checksum. */
  const save = (call: Call): void => {
    requireWriting(call, row(call));
    const size = bytes().exists() ? bytes().size() : 0;
    const hasher = call.backend.store.where("ChecksumAlgorithm", { value: "SHA1-160" })[0]?.id ?? null;
    call.writing.update("OriginalFile", chosen?.id ?? -1, { size, hash: checksum("SHA1-160", bytes()), hasher });
    written = false;
  };

  return {
    operations: {
      setFileId: ({ backend, viewer }, id: number) => {
        const [file] = load(backend.store, "OriginalFile", [Number(id)], viewer);
        if (!file) {
          const name = `[ome.model.core.OriginalFile#${id}]`;
          throw serverError("ValidationException", `No row with the given identifier exists: ${name}`);
        }
        const stored = backend.store.row("OriginalFile", Number(id)) as Row;
        chosen = chosenFile(stored, backend.data.originalFile(stored));
        written = false;
      },
      getFileId: () => (chosen === undefined ? null : rlong(chosen.id)),
      exists: () => bytes().exists(),
      size: () => (isExpected() ? bytes().size() : 0),

      read: (_call, position: number, length: number) => {
        if (position < 0) throw serverError("ApiUsageException", "Negative position");
        if (length < 0 || length > LENGTH_MAX)
          throw serverError("ApiUsageException", `Cannot read ${length} bytes at once`);
        return isExpected() ? bytes().read(Number(position), length) : Buffer.alloc(length);
      },

      write: (call, buffer: Uint8Array, position: number, length: number) => {
        if (position < 0) throw serverError("ApiUsageException", "Negative position");
        if (length < 0 || length > buffer.length)
          throw serverError("ApiUsageException", `No ${length} bytes are given`);
        requireWriting(call, row(call));
        bytes().write(Buffer.from(buffer.buffer, buffer.byteOffset, length), Number(position));
        written = true;
      },

      truncate: (call, length: number) => {
        requireWriting(call, row(call));
        written = true;
        return bytes().exists() && bytes().truncate(Number(length));
      },

      save: (call) => {
        const file = row(call);
        if (!written) return null;
        save(call);
        return load(call.backend.store, "OriginalFile", [Number(file.id)], call.viewer)[0] ?? null;
      },
    },
    closing: (call) => {
      if (written) save(call);
    },
  };
}

/** Files are written in the group that the session is in, whatever the call's (measured on OMERO 5.6). */
function requireWriting({ backend, viewer }: Call, file: Row): void {
  if (viewer.sessionGroup !== file.groupId) {
    if (viewer.isAdmin && !viewer.privileges.has("WriteFile"))
      throw serverError("SecurityViolation", "File not writeable!");
    throw serverError(
      "SecurityViolation",
      `Currently logged into group ${viewer.sessionGroup}. Cannot alter object in group ${file.groupId}`,
    );
  }
  if (!rights(viewer, Number(file.ownerId), groupOf(backend.store, Number(file.groupId))).edit) {
    throw serverError("SecurityViolation", "File not writeable!");
  }
}
