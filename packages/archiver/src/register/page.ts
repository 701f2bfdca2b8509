/** A part of a list: what comes after a key, so many at most; by default all. */
export interface Page<Key> {
  readonly after?: Key;
  readonly limit?: number;
}
