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
  const rows = `select l.parent.id, mv.name, mv.value, l.id, e.time from ImageAnnotationLink l join l.child a join a.mapValue mv join l.details.creationEvent e
    where a.class = MapAnnotation and a.ns = '${NAMESPACE}' and a.name = '${NOTE}' and l.parent.id in (:ids)`;
  const notes = new Map<ImageId, Map<number, FoundNote>>();
  for await (const [image, name, value, link, at] of client.forIds(rows, images, {}, { group: "all" })) {
    const id = Number(image) as ImageId;
    const onImage = notes.get(id) ?? new Map<number, FoundNote>();
    const pairs = onImage.get(Number(link))?.pairs ?? [];
    onImage.set(Number(link), { at: Number(at), pairs: [...pairs, [String(name ?? ""), String(value ?? "")]] });
    notes.set(id, onImage);
  }
  return new Map([...notes].map(([id, found]) => [id, combined([...found.values()])]));
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
