import { lstatSync, readdirSync, unlinkSync } from "node:fs";
import { isCode } from "../disk/errors.js";
import { type Folder, within } from "../disk/folders.js";
import type { FileKey } from "../domain/files.js";
import { FILE_KINDS, type FileKind } from "../domain/files.js";

/** What a claim makes on its way: a copy coming in, an original that is held, a link or a restored file before its rename. */
export type TemporaryKind = "copy" | "held" | "link" | "back";

/** A name that is ours, in a folder of ours. */
export interface Leftover {
  readonly name: string;
  readonly key: FileKey;
  readonly token: number;
  readonly kind: TemporaryKind;
}

/** `managed-12.77.copy`: short whatever the file is called, and different for each claim. */
export function temporaryName({ kind, id }: FileKey, token: number, what: TemporaryKind): string {
  return `${kind}-${id}.${token}.${what}`;
}

/** Everything of ours in a folder; other names are none of our business. */
export function leftoversIn(folder: Folder): Leftover[] {
  return readdirSync(within(folder, ".")).flatMap((name): Leftover[] => {
    const [, kind, id, token, what] = /^([a-z]+)-(\d+)\.(\d+)\.(copy|held|link|back)$/.exec(name) ?? [];
    if (!FILE_KINDS.includes(kind as FileKind)) return [];
    return [
      { name, key: { kind: kind as FileKind, id: Number(id) }, token: Number(token), kind: what as TemporaryKind },
    ];
  });
}

/** An original that is held for `undo`. */
export interface HeldOriginal extends Leftover {
  /** Since when: that of its last renaming, into this folder (ms since 1970). */
  readonly since: number;
  /** Bytes. */
  readonly size: number;
}

/** The originals that a folder holds. */
export function heldIn(folder: Folder): HeldOriginal[] {
  return leftoversIn(folder).flatMap((leftover) => {
    const stats = lstatSync(within(folder, leftover.name), { throwIfNoEntry: false });
    return stats ? [{ ...leftover, since: stats.ctimeMs, size: stats.size }] : [];
  });
}

/** Removes a name that may be gone already. */
export function removeQuietly(folder: Folder, name: string): void {
  try {
    unlinkSync(within(folder, name));
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
}
