/** Pieces of at most `size`. */
export function* pieces<T>(things: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < things.length; i += size) yield things.slice(i, i + size);
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
