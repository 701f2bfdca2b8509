import { ConfigurationError } from "../config/configuration.js";
import type { StoreConfiguration } from "../config/schema.js";
import { ArkivumStore } from "./arkivum/arkivum-store.js";
import { FileStore } from "./file/file-store.js";
import type { Store } from "./store.js";

/** Opens the store that is configured. @throws ConfigurationError where none is, StoreUnavailable where it is not there */
export function openStore(config: StoreConfiguration | undefined): Store {
  if (!config) throw new ConfigurationError("no store is configured: set store: { type: file, root: /archive }");
  switch (config.type) {
    case "file":
      return new FileStore(config);
    case "arkivum":
      return new ArkivumStore(config);
  }
}
