import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Site } from "../stories/site.js";
import type { Tree } from "./disk-model.js";
import { isShared, type Operation, operationsOf, WATCHED } from "./operations.js";
import { callsOf } from "./strace.js";
import { readTree } from "./trees.js";

/** What a command did to a site's disks. */
export interface Recording {
  readonly before: Tree;
  readonly operations: readonly Operation[];
  readonly after: Tree;
}

/** The site's disks without what is the server's own: that has no power cut. */
export function treeOf(site: Site): Tree {
  return readTree(site.folder, notCut(site));
}

export function notCut(site: Site): (path: string) => boolean {
  const others = [join(site.folder, "etc"), join(site.dataDir, "standin.")];
  return (path) => others.some((other) => path.startsWith(other)) || isShared(path);
}

/** Runs a command of the archiver and writes down what it does. @throws where it fails */
export async function record(site: Site, config: string, ...words: string[]): Promise<Recording> {
  const before = treeOf(site);
  const file = `${site.folder}.trace`;
  const watched = ["strace", "-f", "-y", "-xx", "-s", String(64 << 20), "-e", `trace=${WATCHED.join()}`, "-o", file];
  try {
    // Calls that go by a ring in memory are not seen.
    // No file by a ring of io_uring, which strace can't look into; newer Nodes make one all the same, for what they wait for.
    const ran = await site.start(config, words, { UV_USE_IO_URING: "0" }, true, watched).ended;
    if (ran.code !== 0) throw new Error(`${words.join(" ")}: ${ran.code} ${ran.stderr}`);
    const operations = operationsOf(callsOf(readFileSync(file, "latin1")), site.folder);
    return { before, operations, after: treeOf(site) };
  } finally {
    rmSync(file, { force: true });
  }
}
