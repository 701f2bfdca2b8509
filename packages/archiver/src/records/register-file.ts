import { escaped } from "./ini.js";

/** The register of what is in process, and that of what is done, as files of paths beside each other. */
export const TO_ARCHIVE = "to_archive_register";
export const ARCHIVED = "archived_register";

/** One absolute path a line; a line break in one is escaped. */
export function registerLines(paths: Iterable<string>): string {
  let text = "";
  for (const path of paths) text += `${escaped(path)}\n`;
  return text;
}

/** The paths in a register file; what is no absolute path is left out. A path of ours may stand there escaped. */
export function pathsIn(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.startsWith("/"));
}
