import { z } from "zod";
import { fileSchema } from "./schema.js";

/** The setting that a misspelt key was most likely meant to be, at the place where it stands. */
export function nearest(key: string, path: readonly string[]): string | undefined {
  let node: unknown = fileSchema;
  for (const part of path) node = shapeOf(node)?.[part];
  const candidates = Object.keys(shapeOf(node) ?? {}).map((name) => ({
    name,
    distance: distance(key.toLowerCase(), name.toLowerCase()),
  }));
  const best = candidates.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(2, key.length / 3) ? best.name : undefined;
}

/** The settings inside a setting, if it has any. */
export function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) return shapeOf(schema.unwrap());
  if (schema instanceof z.ZodDiscriminatedUnion)
    return Object.assign({}, ...schema.options.map((option) => shapeOf(option)));
  return schema instanceof z.ZodObject ? schema.shape : undefined;
}

/** How many letters have to be changed, added or left out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
