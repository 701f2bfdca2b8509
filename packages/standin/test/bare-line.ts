import { randomUUID } from "node:crypto";
import { type Connection, connect, type ObjectProxy, Schema } from "@omero-archiver/ice";
import { loadSliceFacts } from "@omero-archiver/omero/slice";
import { ROOT_PASSWORD, type Site } from "./support.js";

/** The router's own object. */
export const ROUTER = { identity: { category: "OMERO.Glacier2", name: "router" } };
const schema = new Schema(loadSliceFacts());

/** A bare line to the router: what clients do below their libraries. */
export class BareLine {
  readonly uuid = randomUUID();

  private constructor(readonly connection: Connection) {}

  static async open(site: Site, test: { after(work: () => unknown): void }): Promise<BareLine> {
    const options = { host: "127.0.0.1", port: site.standIn.ports.tcp, transport: "tcp", schema } as const;
    const connection = await connect({ ...options, callTimeoutMs: 5_000 });
    test.after(() => connection.destroy());
    return new BareLine(connection);
  }

  router(operation: string, ...args: unknown[]): Promise<unknown> {
    const context = { "omero.client.uuid": this.uuid };
    return this.connection.invoke(ROUTER, "::Glacier2::Router", operation, args, { context });
  }

  login(password = ROOT_PASSWORD, user = "root"): Promise<ObjectProxy> {
    return this.router("createSession", user, password) as Promise<ObjectProxy>;
  }

  session(proxy: ObjectProxy, operation: string, ...args: unknown[]): Promise<unknown> {
    return this.connection.invoke(proxy, "::omero::api::ServiceFactory", operation, args);
  }

  /** Tells the router of an object and calls it. */
  async call(proxy: ObjectProxy, interfaceId: string, operation: string, ...args: unknown[]): Promise<unknown> {
    await this.router("addProxies", [proxy]);
    return this.connection.invoke(proxy, interfaceId, operation, args);
  }
}
