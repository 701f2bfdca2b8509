import { statfsSync } from "node:fs";
import prettyBytes from "pretty-bytes";
import { type Finding, failed, ok, warning } from "../../domain/findings.js";

/** A file system with less room than this share is as good as full. */
const TIGHT = 0.02;

/** How much room there is where a path lies. @param needed bytes that are to be written there */
export function* freeSpace(of: string, path: string, needed = 0): Generator<Finding> {
  const about = `free space, ${of}`;
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    const free = bavail * bsize;
    const what = `${prettyBytes(free)} of ${prettyBytes(blocks * bsize)}`;
    if (free < needed)
      yield failed(about, `${what}; approved jobs want ${prettyBytes(needed)}`, "make room, or approve less");
    else if (bavail < blocks * TIGHT) yield warning(about, `${what}: it is nearly full`);
    else yield ok(about, what);
  } catch (error) {
    yield failed(about, `${path}: ${(error as Error).message}`);
  }
}
