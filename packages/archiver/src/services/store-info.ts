import { readlinkSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { Configuration } from "../config/configuration.js";
import { isCode } from "../disk/errors.js";
import { openStore } from "../stores/open.js";
import type { Store } from "../stores/store.js";

/** What the store says of the files at paths: OMERO's, the store's, or relative to its root. @throws StoreUnavailable */
export async function storeInfo(
  config: Configuration,
  paths: readonly string[],
): Promise<{ path: string; info: unknown }[]> {
  const store = openStore(config.store);
  return Promise.all(paths.map(async (path) => ({ path, info: await store.info(inStore(store, path)) })));
}

/** Relative to the store's root. A link of ours leads there; an original has its usual place. */
function inStore(store: Store, path: string): string {
  if (!isAbsolute(path)) return path;
  const whole = resolve(path);
  for (const root of [store.folder.root, store.linkTarget("").replace(/\/$/, "")])
    if (whole.startsWith(`${root}/`)) return whole.slice(root.length + 1);
  const target = targetOf(whole);
  return target === undefined ? store.placeOf(whole) : inStore(store, target);
}

function targetOf(path: string): string | undefined {
  try {
    return resolve(path, "..", readlinkSync(path));
  } catch (error) {
    if (isCode(error, "EINVAL", "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}
