import type { Servant } from "#src/connection/servant.js";
import { SliceException } from "#src/errors.js";
import { type ListenOptions, Server } from "#src/server/server.js";
import { schema } from "./schema.js";

export const QUERY = "::omero::api::IQuery";
export const STORE = "::omero::api::RawFileStore";
export const CALLBACK = "::omero::cmd::CmdCallback";
export const HANDLE = "::omero::cmd::Handle";

export const queries = { identity: { name: "queries", category: "" } };
export const store = { identity: { name: "store", category: "" } };
export const handles = { identity: { name: "handles", category: "" } };

/** Objects that answer in every way there is. */
export const oneways: unknown[][] = [];
const SERVANTS: Record<string, Servant> = {
  queries: {
    interfaceId: QUERY,
    async dispatch(operation, args) {
      if (operation === "projection" && args[0] === "slow") await new Promise((resolve) => setTimeout(resolve, 300));
      if (operation === "projection") return [[{ $type: "::omero::RString", val: args[0] }, null]];
      if (operation === "get") throw new SliceException("::omero::ValidationException", { message: "no such thing" });
      throw new Error("out of order");
    },
  },
  store: {
    interfaceId: STORE,
    dispatch: (operation, args) => {
      if (operation === "write") oneways.push(args);
      return operation === "read" ? Buffer.alloc(args[1] as number, 7) : undefined;
    },
  },
  handles: {
    interfaceId: HANDLE,
    async dispatch(operation, args, { connection }) {
      if (operation !== "addCallback") return null;
      const proxy = args[0] as { identity: { name: string; category: string } };
      await connection.invoke(proxy, CALLBACK, "step", [1, 2]);
      await connection.oneway(proxy, CALLBACK, "finished", [{ $type: "::omero::cmd::OK" }, null]);
      return undefined;
    },
  },
};

export function listen(options: Partial<ListenOptions> = {}): Promise<Server> {
  return Server.listen({
    host: "127.0.0.1",
    port: 0,
    schema,
    locate: ({ name }, facet) =>
      name === "dropped" ? "close" : facet !== "" ? "no-facet" : (SERVANTS[name] ?? "no-object"),
    ...options,
  });
}
