import { readFileSync } from "node:fs";
import type { SliceFacts } from "@omero-archiver/ice";

/** All Slice facts of OMERO 5.6 (446 classes, 3,430 operations), for who serves its types rather than calls them. */
export function loadSliceFacts(): SliceFacts {
  return JSON.parse(readFileSync(new URL("../slice/slice-facts.json", import.meta.url), "utf8")) as SliceFacts;
}
