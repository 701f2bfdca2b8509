import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, realpath, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { certificateFileIn, certificateIn } from "../router/certificate.js";
import { type Pace, stateAt } from "./states.js";

const PREFIX = "/api/2/files/fileInfo/";

/** What may be wrong with an appliance, or with one of its files. `silence`: it takes the call and never answers. */
export type Fault = "401" | "403" | "500" | "503" | "no json" | "silence" | "wrong md5" | "wrong size";

export interface ApplianceOptions {
  /** The folder that stands for the mount; what is in it, is in the appliance. */
  readonly mount: string;
  /** Keeps its certificate. */
  readonly folder: string;
  readonly host?: string;
  /** 0: any free one. */
  readonly port?: number;
  readonly pace: Pace;
}

/**
 * A stand-in for an Arkivum appliance: it says over HTTPS how far each file on its mount is, as the real one's REST interface
 * does, by the file's age. It archives nothing.
 */
export class Appliance {
  /** Changed at any time: how fast it is, and what is wrong with it now. */
  pace: Pace;
  fault: Fault | undefined;
  private readonly md5s = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    private readonly mount: string,
    readonly certificateFile: string,
    pace: Pace,
  ) {
    this.pace = pace;
  }

  static async start(options: ApplianceOptions): Promise<Appliance> {
    await mkdir(options.folder, { recursive: true });
    const server = createServer(await certificateIn(options.folder));
    const mount = await realpath(options.mount);
    const appliance = new Appliance(server, mount, certificateFileIn(options.folder), options.pace);
    server.on("request", (request, response) => {
      appliance.answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
    });
    return appliance;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = this;
    if (fault === "silence") return;
    if (fault === "no json") {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in</html>");
      return;
    }
    if (fault !== undefined && /^\d+$/.test(fault)) {
      response.writeHead(Number(fault)).end();
      return;
    }
    const info = request.method === "GET" ? await this.infoAt(request.url ?? "") : undefined;
    if (!info) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(info));
  }

  private async infoAt(url: string): Promise<object | undefined> {
    if (!url.startsWith(PREFIX) || url.includes("//")) return undefined;
    const path = await this.inside(url.slice(PREFIX.length).split("/").map(decodeURIComponent));
    if (path === undefined) return undefined;
    const { ctimeMs, mtimeMs, size } = await stat(path);
    const state = stateAt(Date.now() - ctimeMs, this.pace);
    if (!state) return undefined;
    const md5 = await this.md5Of(path, `${path} ${ctimeMs} ${mtimeMs} ${size}`);
    return {
      ...state,
      size: this.fault === "wrong size" ? size + 1 : size,
      md5: this.fault === "wrong md5" ? "0".repeat(32) : md5,
    };
  }

  private async inside(segments: readonly string[]): Promise<string | undefined> {
    try {
      const path = await realpath(join(this.mount, ...segments));
      return path.startsWith(this.mount + sep) && (await stat(path)).isFile() ? path : undefined;
    } catch {
      return undefined;
    }
  }

  private async md5Of(path: string, version: string): Promise<string> {
    const known = this.md5s.get(version);
    if (known) return known;
    const hash = createHash("md5");
    await pipeline(createReadStream(path), hash);
    const md5 = hash.digest("hex");
    this.md5s.set(version, md5);
    return md5;
  }
}
