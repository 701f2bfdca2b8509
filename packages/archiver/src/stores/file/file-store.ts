import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { StoreConfiguration } from "../../config/schema.js";
import { openStoreFolder, type StoreFolder } from "../marker.js";
import type { Copy, Recall, Safety, Store } from "../store.js";
import { askCommand } from "./safe-command.js";

/** A folder on a disk of one's own, laid out as the originals were: `/OMERO/Files/7` at `OMERO/Files/7`. */
export class FileStore implements Store {
  readonly kind = "file";
  readonly algorithms = [];
  readonly vouches = false;
  readonly folder: StoreFolder;

  /** @throws StoreUnavailable where the root is no store, or not mounted */
  constructor(private readonly config: Extract<StoreConfiguration, { type: "file" }>) {
    this.folder = openStoreFolder(config.root);
  }

  placeOf(path: string): string {
    return path.replace(/^\/+/, "");
  }

  linkTarget(path: string): string {
    return join(this.config.omeroSees ?? this.config.root, path);
  }

  /** After `safeAfter`, and when `safeCommand` says so, if the site has set them. */
  async safety(copies: readonly Copy[], signal?: AbortSignal): Promise<Safety[]> {
    const { safeAfter, safeCommand, root } = this.config;
    const now = Date.now();
    return Promise.all(
      copies.map(async ({ path, copiedAt }): Promise<Safety> => {
        const until = copiedAt + (safeAfter ?? 0);
        if (until > now) return { is: "waiting", why: "safeAfter is not over", until };
        return safeCommand ? askCommand(safeCommand, join(root, path), signal) : { is: "safe" };
      }),
    );
  }

  async recall(): Promise<Recall> {
    return { is: "here" };
  }

  async info(path: string): Promise<unknown> {
    const found = lstatSync(join(this.config.root, path), { throwIfNoEntry: false });
    return found && { size: found.size, modified: found.mtime.toISOString(), mode: (found.mode & 0o7777).toString(8) };
  }
}
