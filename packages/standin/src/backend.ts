import type { ObjectProxy } from "@omero-archiver/ice";
import type { ActiveObjects } from "./router/objects.js";
import type { Address } from "./router/proxies.js";
import type { Processor } from "./scripts/processor.js";
import type { Configuration } from "./services/configuration.js";
import type { DataFolder } from "./services/data-folder.js";
import type { Passwords } from "./sessions/passwords.js";
import type { Sessions } from "./sessions/sessions.js";
import type { Store } from "./store/store.js";

/** What the router's sessions and services work with: the server behind the router. */
export interface Backend {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly objects: ActiveObjects;
  readonly configuration: Configuration;
  readonly data: DataFolder;
  readonly processor: Processor;
  /** What proxies of services say they are at. */
  readonly address: Address;
  /** Calls a client's object over the connection that the client has with the router; a client that is gone is passed over. */
  callBack(proxy: ObjectProxy, interfaceId: string, operation: string, args: unknown[]): void;
}
