import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import type { Register } from "../register/register.js";
import type { Exclusive } from "./exclusively.js";
import { type RunResult, run } from "./run.js";
import { type ScanResult, scanAlone } from "./scan.js";
import type { WorkOptions } from "./work.js";

/** What a cycle came to; `scan` is left to another process that is at it. */
export interface CycleResult {
  readonly scan: Exclusive<ScanResult>;
  readonly run: RunResult;
}

/** What is to be done every day: requests become jobs; approved jobs, and files that waited for their store, are worked on. */
export async function cycle(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  options: WorkOptions = {},
): Promise<CycleResult> {
  const scan = await scanAlone(client, register, config);
  return { scan, run: await run(client, register, config, options) };
}
