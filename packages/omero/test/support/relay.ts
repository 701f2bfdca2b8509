import {
  type Connection,
  type Current,
  connect,
  type Identity,
  type Located,
  type ObjectProxy,
  RequestFailed,
  Server,
} from "@omero-archiver/ice";
import { schema } from "#src/session.js";
import type { StandIn } from "./stand-in.js";

const ROUTER = "::Glacier2::Router";

/**
 * An OMERO.server that is another one seen through this package: each request is decoded by its types, sent on by them, and
 * each answer comes back the same way. What a client sees of it is right only if this package has understood both.
 */
export class Relay {
  /** The answer to the next call of this operation gets lost, with the client's line. */
  cutAt: string | undefined;
  private server: Server | undefined;

  /** @param callbacks whether the server's calls back to a client come through */
  static async to(standIn: StandIn, { callbacks = true } = {}): Promise<Relay> {
    const relay = new Relay();
    const lines = new Map<Connection, RelayedLine>();
    relay.server = await Server.listen({
      host: "127.0.0.1",
      port: 0,
      tls: { key: standIn.key, cert: standIn.certificate },
      schema,
      locate: (identity, _facet, client) => lines.get(client)?.locate(identity) ?? "no-object",
      onConnection: (client) => lines.set(client, new RelayedLine(client, standIn, callbacks, relay)),
      onClose: (client) => {
        lines.get(client)?.close();
        lines.delete(client);
      },
    });
    return relay;
  }

  get port(): number {
    return this.server?.port ?? 0;
  }

  async close(): Promise<void> {
    await this.server?.close();
  }
}

/** One client's line, and the one to the server that goes with it. */
class RelayedLine {
  /** What each object is, as the operations say that gave it out or took it. */
  private readonly interfaces = new Map<string, string>();
  private readonly server: Promise<Connection>;

  constructor(
    private readonly client: Connection,
    standIn: StandIn,
    private readonly callbacks: boolean,
    private readonly relay: Relay,
  ) {
    const { sslPort: port, certificate: ca } = standIn;
    this.server = connect({ host: "127.0.0.1", port, transport: "ssl", tls: { ca }, schema });
    this.server.then((server) => server.closed.then(() => client.destroy())).catch(() => client.destroy());
  }

  locate(identity: Identity): Located {
    const interfaceId = identity.category === "OMERO.Glacier2" ? ROUTER : this.interfaces.get(key(identity));
    if (interfaceId === undefined) return "no-object";
    const dispatch = async (operation: string, args: unknown[], current: Current) => {
      try {
        const answer = await this.pass(this.server, interfaceId, operation, args, current);
        if (operation === this.relay.cutAt) this.cut();
        return answer;
      } catch (error) {
        // Status 2: it is gone, and no question about it is answered for it any more.
        if (error instanceof RequestFailed && error.status === 2) this.interfaces.delete(key(identity));
        throw error;
      }
    };
    return { interfaceId, dispatch };
  }

  private cut(): void {
    this.relay.cutAt = undefined;
    this.client.destroy();
  }

  close(): void {
    void this.server.then((server) => server.destroy()).catch(() => {});
  }

  private async pass(
    to: Promise<Connection>,
    interfaceId: string,
    operation: string,
    args: unknown[],
    { identity, facet, context, encoding }: Current,
  ): Promise<unknown> {
    const facts = schema.operation(interfaceId, operation);
    for (const [i, { type }] of (facts?.in ?? []).entries()) await this.callable(args[i], type);
    const answer = await (await to).invoke({ identity, facet }, interfaceId, operation, args, { context, encoding });
    if (facts?.returns)
      this.note(facts.out.length === 0 ? answer : (answer as { returns: unknown }).returns, facts.returns.type, args);
    return answer;
  }

  /** An object of the client's that the server may call. */
  private async callable(value: unknown, type: string): Promise<void> {
    if (!this.callbacks || !isProxy(value, type)) return;
    const interfaceId = type.slice(0, -1);
    if (
      !schema.isA(interfaceId, "::omero::cmd::CmdCallback") &&
      !schema.isA(interfaceId, "::omero::api::ClientCallback")
    )
      return;
    (await this.server).serve(value.identity, {
      interfaceId,
      dispatch: (operation, args, current) =>
        this.pass(Promise.resolve(this.client), interfaceId, operation, args, current),
    });
  }

  /** Services are asked for by name, and come as what they all have in common. */
  private note(value: unknown, type: string, args: readonly unknown[]): void {
    if (!isProxy(value, type)) return;
    const named = typeof args[0] === "string" ? `::${args[0].replaceAll(".", "::")}` : "";
    const interfaceId = type === "::Glacier2::Session*" ? "::omero::api::ServiceFactory" : type.slice(0, -1);
    this.interfaces.set(key(value.identity), schema.isA(named, interfaceId) ? named : interfaceId);
  }
}

function isProxy(value: unknown, type: string): value is ObjectProxy {
  return type.endsWith("*") && typeof value === "object" && value !== null;
}

function key({ category, name }: Identity): string {
  return `${category}\u0000${name}`;
}
