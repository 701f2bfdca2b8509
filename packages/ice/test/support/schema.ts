import { readFileSync } from "node:fs";
import type { SliceFacts } from "#src/schema/facts.js";
import { Schema } from "#src/schema/schema.js";

/** OMERO's types: the tests need some that are large and varied. */
export const facts = JSON.parse(
  readFileSync(new URL("../../../omero/slice/slice-facts.json", import.meta.url), "utf8"),
) as SliceFacts;
export const schema = new Schema(facts);
