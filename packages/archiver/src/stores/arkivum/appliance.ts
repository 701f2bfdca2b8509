import { Agent, type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";
import { openLine, type TlsOptions } from "@omero-archiver/omero";
import { StoreUnavailable } from "../marker.js";

/** Connections kept to an appliance, and how long one answer may take (ms). */
const CONNECTIONS = 8;
const LONGEST = 60_000;
/** No answer about one file is longer (bytes). */
const LARGEST = 1 << 20;

/** The REST interface of an Arkivum appliance. Its troubles are the store's, never a file's. */
export class Appliance {
  private readonly url: URL;
  private readonly agent: TlsAgent;

  /** @param server such as `https://arkivum.example.org:8443` */
  constructor(server: string, tls: TlsOptions) {
    this.url = new URL(server);
    this.agent = new TlsAgent({ host: this.url.hostname, port: Number(this.url.port || 443), tls });
  }

  /**
   * All that it says of a file, as it says it; undefined: it does not know the file.
   * @param path relative to the mount
   * @throws StoreUnavailable for any other answer than these, or none
   */
  async fileInfo(path: string, signal?: AbortSignal): Promise<unknown> {
    const { status, body } = await this.get(pathOfInfo(path), signal);
    if (status === 404) return undefined;
    if (status !== 200) throw new StoreUnavailable(`the appliance ${this.url.origin} answers ${status}${hint(status)}`);
    try {
      return JSON.parse(body);
    } catch (cause) {
      throw new StoreUnavailable(`the appliance ${this.url.origin} answers with something else than JSON`, { cause });
    }
  }

  private get(path: string, signal?: AbortSignal): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(
          signal?.aborted
            ? cause
            : new StoreUnavailable(`the appliance ${this.url.origin} can't be asked: ${cause.message}`, { cause }),
        );
      const asked = request({
        host: this.url.hostname,
        port: this.url.port || 443,
        path,
        agent: this.agent,
        headers: { accept: "application/json" },
        signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(LONGEST)]) : AbortSignal.timeout(LONGEST),
      });
      asked.once("error", fail);
      asked.once("response", (response) => {
        read(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), fail);
      });
      asked.end();
    });
  }
}

/** Each segment percent-encoded, no doubled slashes. (The prototype's formats, Arkivum) */
export function pathOfInfo(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  return `/api/2/files/fileInfo/${segments.map(encodeURIComponent).join("/")}`;
}

async function read(response: IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let body = "";
  for await (const chunk of response) {
    body += chunk;
    if (body.length > LARGEST) throw new Error(`its answer has more than ${LARGEST} bytes`);
  }
  return body;
}

function hint(status: number): string {
  if (status === 401 || status === 403) return ": it does not let this machine ask";
  return status >= 500 ? ": it is in trouble itself" : "";
}

/** Speaks HTTP over lines whose certificate was checked, as OMERO's is. */
class TlsAgent extends Agent {
  constructor(private readonly to: { host: string; port: number; tls: TlsOptions }) {
    super({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS });
  }

  override createConnection(_options: object, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    openLine({ ...this.to, transport: "ssl", timeoutMs: LONGEST }).then(
      ({ socket }) => callback?.(null, socket),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}
