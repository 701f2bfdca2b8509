import { join } from "node:path";
import { fileKeyText } from "../domain/files.js";
import type { UnrecordedFile } from "../register/records.js";
import type { ArkRecord } from "./ark.js";

/** Where copies are, for a record. */
export interface RecordedStore {
  readonly kind: string;
  readonly root: string;
}

/** A file of the register as a record; undefined where nothing of it was ever archived. */
export function fileAsArk(file: UnrecordedFile, store: RecordedStore | undefined): ArkRecord | undefined {
  const { key, path, evidence, images, endedAt, step } = file;
  const { storeId, storePath, size, mtimeNs, digests, copiedAt, linkTarget } = evidence;
  if (storeId === undefined || storePath === undefined || size === undefined || digests === undefined) return undefined;
  const [first] = images;
  return {
    path,
    ...(first ? { image: first.id, owner: first.owner, asker: first.asker } : {}),
    size,
    ...(mtimeNs === undefined ? {} : { modified: Number(BigInt(mtimeNs) / 1_000_000n) }),
    copy: {
      store: store?.kind === "arkivum" ? "arkivum" : "file",
      path: store ? join(store.root, storePath) : storePath,
      size,
      digests,
      ...(copiedAt === undefined ? {} : { copiedAt }),
      ...(endedAt === undefined ? {} : { archivedAt: endedAt }),
      ...(evidence.storeState === undefined ? {} : { state: evidence.storeState }),
    },
    own: {
      file: fileKeyText(key),
      images: images.map(({ id }) => id),
      archivedBefore: images.filter(({ archivedBefore }) => archivedBefore).map(({ id }) => id),
      step,
      store: storeId,
      storePath,
      size,
      digests,
      mode: evidence.mode ?? 0,
      uid: evidence.uid ?? 0,
      gid: evidence.gid ?? 0,
      mtimeNs: mtimeNs ?? "0",
      verifiedHow: evidence.verifiedHow ?? "cached",
      verifiedAt: evidence.verifiedAt ?? 0,
      link: linkTarget ?? "",
    },
  };
}
