export { type ConnectOptions, connect, MESSAGE_SIZE_MAX } from "./connection/connect.js";
export { type CallOptions, Connection, type Located, type Target } from "./connection/connection.js";
export type { Current, Servant } from "./connection/servant.js";
export {
  decodeEncapsulation,
  decodeException,
  type EncodeOptions,
  encodeEncapsulation,
  encodeException,
  type Parameter,
} from "./encoding/encapsulation.js";
export * from "./errors.js";
export { RouterClient } from "./glacier2/router.js";
export type * from "./schema/facts.js";
export { Schema } from "./schema/schema.js";
export { type ListenOptions, Server } from "./server/server.js";
export { type Line, openLine, type Transport } from "./transport/open.js";
export { checkCertificate, type TlsOptions, uncheckedTls } from "./transport/tls.js";
export type * from "./values.js";
