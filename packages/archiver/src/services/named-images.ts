import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ImageId } from "../domain/ids.js";
import { findImages, type ObjectReference, parseObjects, WITH_PIXELS, WrongWords } from "../omero/objects.js";
import type { ById } from "../omero/people.js";

/** Objects asked for in one go. */
const AT_ONCE = 5_000;

/** Lines of a file, or of standard input for `-`, trimmed; empty ones and those that begin with # are left out. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === "-" ? process.stdin : createReadStream(file);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const text = line.trim();
    if (text !== "" && !text.startsWith("#")) yield text;
  }
}

/** Words of the command line, then those of a file's lines. */
export async function* wordsFrom(words: readonly string[], file: string | undefined): AsyncGenerator<string> {
  yield* words;
  if (file !== undefined) for await (const line of linesOf(file)) yield* line.split(/[\s;]+/);
}

/** What the words of the command line and those of a file's lines name, all of it at once. @throws WrongWords */
export async function objectsNamed(words: readonly string[], file: string | undefined): Promise<ObjectReference[]> {
  const all: string[] = [];
  for await (const word of wordsFrom(words, file)) all.push(word);
  if (all.length === 0) throw nothingNamed();
  return parseObjects(all);
}

function nothingNamed(): WrongWords {
  return new WrongWords("nothing is named: say for example Image:7, or --from FILE (- is standard input)");
}

/**
 * The images that words name, some thousands at a time, however many there are; a bare number names an image,
 * and Pixels:7 the image of these pixels. With each
 * the objects that are not there.
 * @throws WrongWords
 */
export async function* imagesNamed(
  source: ById,
  words: AsyncIterable<string>,
): AsyncGenerator<{ images: ImageId[]; missing: string[] }> {
  let some: string[] = [];
  let any = false;
  const found = (batch: readonly string[]) => findImages(source, parseObjects(batch, WITH_PIXELS));
  for await (const word of words) {
    any = true;
    some.push(/^\d+(,\d+)*$/.test(word) ? `Image:${word}` : word);
    if (some.length < AT_ONCE) continue;
    yield await found(some);
    some = [];
  }
  if (!any) throw nothingNamed();
  if (some.length > 0) yield await found(some);
}
