import type { Configuration, Places } from "../config/configuration.js";
import { ConfigurationError } from "../config/configuration.js";
import { isCode } from "../disk/errors.js";
import type { StoreId } from "../domain/ids.js";
import { markPlace } from "../engine/data-marker.js";
import { topOfPlace } from "../omero/paths.js";
import type { Register } from "../register/register.js";
import { rememberStore } from "../register/stores.js";
import { initStore } from "../stores/marker.js";

/** What `store init` has made, and what was there. */
export interface StoreInit {
  readonly id: StoreId;
  readonly root: string;
  readonly made: boolean;
  /** OMERO's places that carry the archiver's marker now. */
  readonly places: readonly { readonly path: string; readonly marked: "now" | "before" | "is not there" }[];
}

/** Makes the configured folder a store, and marks OMERO's places as there. May be repeated: makes what is missing. */
export async function makeStore(register: Register, config: Configuration): Promise<StoreInit> {
  if (!config.store) throw new ConfigurationError("no store is configured: set store: { type: file, root: /archive }");
  const { root, type } = config.store;
  const { id, made } = initStore(root);
  await rememberStore(register, { id, kind: type, root });
  const { managedRepository, files, pixels } = config.places;
  const places = [managedRepository, files, pixels].map((path) => ({ path, marked: mark(config.places, path) }));
  return { id, root, made, places };
}

function mark(places: Places, path: string): "now" | "before" | "is not there" {
  try {
    return markPlace(topOfPlace(places, path), path) ? "now" : "before";
  } catch (error) {
    if (isCode(error, "ENOENT")) return "is not there";
    throw error;
  }
}
