import type { MapAnnotation, OmeroClient } from "@omero-archiver/omero";
import { isValid } from "date-fns/isValid";
import { parseISO } from "date-fns/parseISO";
import type { Person } from "../domain/ids.js";
import type { ArchiveNote } from "../domain/jobs.js";
import { askerText, mapAnnotation, NOTE } from "./tags.js";

/** An expiry that can't be understood. */
export class UnreadableExpiry extends Error {
  override readonly name = "UnreadableExpiry";
}

/** What an asker says: `expiry` as parseExpiry gives it. */
export interface NoteText {
  readonly expiry?: string;
  readonly description?: string;
}

/** Reads what an asker says of the expiry: years, or a date; `0` or nothing: never. @throws UnreadableExpiry */
export function parseExpiry(text: string | undefined): string | undefined {
  const said = text?.trim() ?? "";
  if (/^0*$/.test(said)) return undefined;
  if (/^\d{1,3}$/.test(said)) return String(Number(said));
  if (/^\d{4}-\d{2}-\d{2}$/.test(said) && isValid(parseISO(said))) return said;
  throw new UnreadableExpiry(
    `${JSON.stringify(text)} is no expiry; say a number of years (10), a date (2036-12-31), or 0 for never`,
  );
}

/** The note that goes with a request, in the words the prototype uses. */
export function noteAnnotation(asker: Person, { expiry, description }: NoteText): MapAnnotation {
  return mapAnnotation(NOTE, askerText(asker), [
    ["Owner id", String(asker.id)],
    ["Owner", asker.omeName],
    ["Expiry", expiry ?? "0"],
    ...(description ? [["Description", description] as const] : []),
  ]);
}

/** A note as it stands in OMERO. */
export interface FoundNote {
  /** When it was written, ms since 1970: an expiry in years counts from there. */
  readonly at: number;
  readonly pairs: readonly (readonly [string, string])[];
}

const PAIRS = `select a.id, mv.name, mv.value, e.time from MapAnnotation a join a.details.creationEvent e join a.mapValue mv
  where a.id in (:ids)`;

/** What notes say, by the id of their annotation. One that says nothing is left out. */
export async function readNotes(client: OmeroClient, annotations: Iterable<number>): Promise<Map<number, FoundNote>> {
  const notes = new Map<number, { at: number; pairs: [string, string][] }>();
  for await (const [id, name, value, at] of client.forIds(PAIRS, new Set(annotations), {}, { group: "all" })) {
    const note = notes.get(Number(id)) ?? { at: Number(at), pairs: [] };
    note.pairs.push([String(name ?? ""), String(value ?? "")]);
    notes.set(Number(id), note);
  }
  return notes;
}

/**
 * Several notes as one: of several expiries the latest, and never wins. No note, and an expiry that can't be read, count as
 * never: rather keep bytes than lose them.
 */
export function combined(notes: readonly FoundNote[]): ArchiveNote {
  const of = ({ pairs }: FoundNote, key: string) => pairs.find(([name]) => name.toLowerCase() === key)?.[1];
  const expiries = notes.map((note) => expiryDate(of(note, "expiry"), note.at));
  const latest = expiries.every((date) => date !== undefined) ? expiries.sort().at(-1) : undefined;
  const descriptions = new Set(notes.map((note) => of(note, "description")?.trim()).filter((text) => text));
  return {
    ...(latest === undefined ? {} : { expiry: latest }),
    ...(descriptions.size === 0 ? {} : { description: [...descriptions].join("; ") }),
  };
}

function expiryDate(text: string | undefined, at: number): string | undefined {
  let expiry: string | undefined;
  try {
    expiry = parseExpiry(text);
  } catch (error) {
    if (!(error instanceof UnreadableExpiry)) throw error;
  }
  if (expiry === undefined || expiry.includes("-")) return expiry;
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() + Number(expiry));
  return date.toISOString().slice(0, 10);
}
