export {
  ConnectFailed,
  checkCertificate,
  MarshalError,
  openLine,
  TimeoutError,
  TlsFailed,
  type TlsOptions,
  type Transport,
  uncheckedTls,
} from "@omero-archiver/ice";
export { type ConnectOptions, OmeroClient, type WhoAmI } from "./client.js";
export * from "./errors.js";
export type * from "./generated/types.js";
export { type Login, NoStoredLogin, type StoredLogin, storedLogin } from "./login.js";
export { groupPermissions } from "./permissions.js";
export { MOST_IDS, type QueryParameters } from "./queries.js";
export * from "./rtypes.js";
export type { Scope } from "./scope.js";
export { type Server, schema } from "./session.js";
