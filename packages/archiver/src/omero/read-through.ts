import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { OmeroClient } from "@omero-archiver/omero";
import type { FileKey } from "../domain/files.js";
import { lineIsLost } from "./in-halves.js";

/** OMERO.server itself does not see a file's bytes where we have put them, or could not be asked. */
export class NotSeenByOmero extends Error {
  override readonly name = "NotSeenByOmero";
}

const READ = { group: "all" } as const;

/**
 * Reads a replaced file through OMERO.server and compares it: a link may lead somewhere for us and nowhere for OMERO.
 * Original files byte for byte; of Pixels the first plane (OMERO gives out no more of them than planes), of a pyramid that
 * a plane can be had at all.
 * @throws NotSeenByOmero: then what was replaced is put back
 */
export async function readThroughOmero(
  client: OmeroClient,
  file: { readonly key: FileKey; readonly path: string },
  sha256: string,
): Promise<void> {
  const { kind, id } = file.key;
  try {
    if (kind === "managed" || kind === "original") await compareFile(client, id, sha256);
    else if (kind === "pixels") await comparePlane(client, id, file.path);
    else await client.readPlane(id, 0, 0, 0, READ);
  } catch (cause) {
    if (lineIsLost(cause))
      throw new NotSeenByOmero(
        `OMERO.server went away before it could be asked whether it sees ${file.path} through its link, so the file was put back: ${(cause as Error).message}`,
        { cause },
      );
    throw new NotSeenByOmero(
      `OMERO.server can't read ${file.path} through its link: ${(cause as Error).message}. Does it see the store at the path that the link says (omeroSees), and may its user read there?`,
      { cause },
    );
  }
}

async function compareFile(client: OmeroClient, id: number, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const block of client.readFile(id, READ)) hash.update(block);
  const found = hash.digest("hex");
  if (found !== sha256) throw new Error(`it reads other bytes: sha256 ${found}, not ${sha256}`);
}

async function comparePlane(client: OmeroClient, id: number, path: string): Promise<void> {
  const plane = await client.readPlane(id, 0, 0, 0, READ);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(plane.length), 0, plane.length, 0);
    if (!buffer.subarray(0, bytesRead).equals(plane)) throw new Error("its first plane has other bytes");
  } finally {
    await file.close();
  }
}
