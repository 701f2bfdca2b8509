import type { Algorithm, Evidence, FileKey, RecordedDigest } from "../domain/files.js";
import type { StoreFolder } from "../stores/marker.js";

/** One file to work on, as plain data that threads can be handed. */
export interface FileTask {
  readonly key: FileKey;
  /** Names what this claim makes on disks, so that one that was thought dead can't touch what its successor makes. */
  readonly token: number;
  /** From here on folders are opened one by one: OMERO's data directory where the place is in it, else the place. */
  readonly root: string;
  /** Where OMERO keeps files of this kind: ManagedRepository, Files or Pixels. */
  readonly place: string;
  /** Absolute, below `place`. */
  readonly path: string;
  /** As it was when the job was made (bytes). */
  readonly size: number;
  readonly recorded?: RecordedDigest;
  /** Computed while copying: sha256, what OMERO recorded, what the store asks for. */
  readonly algorithms: readonly Algorithm[];
  /** Where the copy goes, relative to the store's root. */
  readonly storePath: string;
  /** The path in the store holds an earlier copy of this very file, by the register. */
  readonly replacesCopy: boolean;
  /** Found by the steps that are done. */
  readonly evidence: Evidence;
}

/** What holds for all files of a run. */
export interface Rules {
  readonly store: StoreFolder;
  readonly sameFileSystem: "refuse" | "allow";
  readonly withoutHardLinks: "refuse" | "allow";
  readonly verification: "medium" | "any";
  /** How long replaced originals are held (ms); 0: not at all. */
  readonly hold: number;
}
