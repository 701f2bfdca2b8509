/** Pieces of at most `size`. */
export function* pieces<T>(things: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < things.length; i += size) yield things.slice(i, i + size);
}

/** Things as they come, some at a time. */
export async function* inPieces<T>(things: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let piece: T[] = [];
  for await (const thing of things) {
    piece.push(thing);
    if (piece.length < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** Things that have the same key, in the order of the first of each. */
export function grouped<T, K>(things: Iterable<T>, key: (thing: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group) group.push(thing);
    else groups.set(key(thing), [thing]);
  }
  return groups;
}
