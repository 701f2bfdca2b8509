import { join, relative } from "node:path";
import { tlsOptions } from "../../config/configuration.js";
import type { StoreConfiguration } from "../../config/schema.js";
import { openStoreFolder, type StoreFolder } from "../marker.js";
import type { Copy, Recall, Safety, Store } from "../store.js";
import { Appliance } from "./appliance.js";
import { fileInfo } from "./file-info.js";
import { judge } from "./judge.js";

type ArkivumConfiguration = Extract<StoreConfiguration, { type: "arkivum" }>;

/** A mounted Arkivum appliance: what is copied there is ingested and replicated by itself, and it says how far it is. */
export class ArkivumStore implements Store {
  readonly kind = "arkivum";
  readonly algorithms = ["md5"] as const;
  readonly vouches = true;
  readonly folder: StoreFolder;
  private readonly appliance: Appliance;

  /** @throws StoreUnavailable where the root is no store, or not mounted */
  constructor(private readonly config: ArkivumConfiguration) {
    this.folder = openStoreFolder(config.root);
    this.appliance = new Appliance(config.server, tlsOptions(config.tls, "store.tls"));
  }

  placeOf(path: string): string {
    return path.replace(/^\/+/, "");
  }

  linkTarget(path: string): string {
    return join(this.config.omeroSees ?? this.config.root, path);
  }

  safety(copies: readonly Copy[], signal?: AbortSignal): Promise<Safety[]> {
    return Promise.all(
      copies.map(async (copy) => {
        const answer = await this.info(copy.path, signal);
        const info = answer === undefined ? undefined : fileInfo(copy.path, answer);
        return judge(copy, info, this.config, Date.now());
      }),
    );
  }

  /** Reading a copy makes the appliance fetch it, if it has it elsewhere only: the reading waits. */
  async recall(): Promise<Recall> {
    return { is: "here" };
  }

  /** The appliance's whole answer. */
  info(path: string, signal?: AbortSignal): Promise<unknown> {
    const { root, mount = root } = this.config;
    return this.appliance.fileInfo(join(relative(mount, root), path), signal);
  }
}
