import type { MapAnnotation, OmeroClient } from "@omero-archiver/omero";
import { addYears, formatISO, isValid, parseISO } from "date-fns";
import type { ImageId, Person } from "../domain/ids.js";
import type { ArchiveNote } from "../domain/jobs.js";
import { askerText, mapAnnotation, NAMESPACE, NOTE } from "./tags.js";

/** An expiry that can't be understood. */
export class UnreadableExpiry extends Error {
  override readonly name = "UnreadableExpiry";
}

/** Reads what an asker says of the expiry: years, or a date; `0` or nothing: never. @throws UnreadableExpiry */
export function parseExpiry(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === "" || text.trim() === "0") return undefined;
  if (/^\d{1,3}$/.test(text.trim())) return text.trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(text.trim()) && isValid(parseISO(text.trim()))) return text.trim();
  throw new UnreadableExpiry(
    `${JSON.stringify(text)} is no expiry; say a number of years (10), a date (2036-12-31), or 0 for never`,
  );
}

/** The note that goes with a request, in the words the prototype uses; `expiry` as parseExpiry gives it. */
export function noteAnnotation(
  asker: Person,
  expiry: string | undefined,
  description: string | undefined,
): MapAnnotation {
  return mapAnnotation(NOTE, askerText(asker), [
    ["Owner id", String(asker.id)],
    ["Owner", asker.omeName],
    ["Expiry", expiry ?? "0"],
    ...(description ? [["Description", description] as const] : []),
  ]);
}

/** A note as it was found: its moment counts for an expiry in years. */
interface FoundNote {
  readonly at: number;
  readonly pairs: readonly (readonly [string, string])[];
}

/** What the notes on images say, all together: of several expiries the latest, and never wins. */
export async function notesOf(client: OmeroClient, images: readonly ImageId[]): Promise<Map<ImageId, ArchiveNote>> {
  const links = `select l.parent.id, a.id, e.time from ImageAnnotationLink l join l.child a join l.details.creationEvent e
    where a.class = MapAnnotation and a.ns = '${NAMESPACE}' and a.name = '${NOTE}' and l.parent.id in (:ids) order by l.id`;
  const linked: { image: ImageId; annotation: number; at: number }[] = [];
  for await (const [image, annotation, at] of client.forIds(links, images, {}, { group: "all" })) {
    linked.push({ image: Number(image) as ImageId, annotation: Number(annotation), at: Number(at) });
  }
  const values = "select a.id, mv.name, mv.value from MapAnnotation a join a.mapValue mv where a.id in (:ids)";
  const pairs = new Map<number, [string, string][]>();
  for await (const [id, name, value] of client.forIds(
    values,
    new Set(linked.map((link) => link.annotation)),
    {},
    { group: "all" },
  )) {
    const of = pairs.get(Number(id)) ?? [];
    of.push([String(name ?? ""), String(value ?? "")]);
    pairs.set(Number(id), of);
  }
  const found = new Map<ImageId, FoundNote[]>();
  for (const { image, annotation, at } of linked) {
    found.set(image, [...(found.get(image) ?? []), { at, pairs: pairs.get(annotation) ?? [] }]);
  }
  return new Map([...found].map(([image, notes]) => [image, combined(notes)]));
}

/** Several notes as one. An expiry that can't be read counts as never: bytes are kept rather than lost. */
export function combined(notes: readonly FoundNote[]): ArchiveNote {
  const of = (note: FoundNote, key: string) => note.pairs.find(([name]) => name.toLowerCase() === key)?.[1];
  const expiries = notes.map((note) => expiryDate(of(note, "expiry"), note.at));
  const latest = expiries.every((date) => date !== undefined) ? expiries.sort().at(-1) : undefined;
  const descriptions = [
    ...new Set(notes.map((note) => of(note, "description")).filter((text) => text !== undefined && text !== "")),
  ];
  return {
    ...(latest === undefined ? {} : { expiry: latest }),
    ...(descriptions.length === 0 ? {} : { description: descriptions.join("; ") }),
  };
}

function expiryDate(text: string | undefined, at: number): string | undefined {
  try {
    const expiry = parseExpiry(text);
    if (expiry === undefined) return undefined;
    return expiry.includes("-") ? expiry : formatISO(addYears(at, Number(expiry)), { representation: "date" });
  } catch {
    return undefined;
  }
}
