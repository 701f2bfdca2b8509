/**
 * Planes that look like fluorescent nuclei: round blobs of different brightness over a noisy ground, the same for the
 * same seed on every machine.
 */
export function cellPlanes(size: { x: number; y: number; planes: number }, seed: number): Uint16Array[] {
  const random = generator(seed);
  const blobs = Array.from({ length: 12 }, () => ({
    x: random() * size.x,
    y: random() * size.y,
    radius: (0.03 + random() * 0.05) * size.x,
    brightness: 4_000 + random() * 30_000,
  }));
  return Array.from({ length: size.planes }, (_, number) => {
    const plane = new Uint16Array(size.x * size.y);
    const focus = 1 - Math.abs(number - size.planes / 2) / size.planes;
    for (let i = 0; i < plane.length; i++) plane[i] = 300 + random() * 200;
    for (const blob of blobs) brighten(plane, size, blob, focus);
    return plane;
  });
}

function brighten(
  plane: Uint16Array,
  size: { x: number; y: number },
  blob: { x: number; y: number; radius: number; brightness: number },
  focus: number,
): void {
  const reach = blob.radius * 3;
  for (let y = Math.max(0, Math.floor(blob.y - reach)); y < Math.min(size.y, blob.y + reach); y++) {
    for (let x = Math.max(0, Math.floor(blob.x - reach)); x < Math.min(size.x, blob.x + reach); x++) {
      const distance = ((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.radius ** 2;
      const i = y * size.x + x;
      plane[i] = Math.min(65_535, (plane[i] ?? 0) + blob.brightness * focus * Math.exp(-distance));
    }
  }
}

/** Numbers in [0, 1) that depend on the seed alone (xorshift32). */
function generator(seed: number): () => number {
  let state = seed * 2_654_435_761 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
