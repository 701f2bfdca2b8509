import type { ClosureFile, ClosureImage, Component } from "./closure.js";

/** Sorts images and files into groups that share nothing with each other (union-find over the images). */
export function components(images: readonly ClosureImage[], files: readonly ClosureFile[]): Component[] {
  const parent = new Map<number, number>(images.map(({ id }) => [id, id]));
  const root = (id: number): number => {
    let at = id;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  };
  const join = (a: number, b: number) => parent.set(root(a), root(b));
  const firstOf = new Map<number, number>();
  for (const { id, fileset } of images) {
    if (fileset === undefined) continue;
    join(id, firstOf.get(fileset) ?? id);
    firstOf.set(fileset, id);
  }
  for (const { images: needing } of files) for (const image of needing) join(image, needing[0] ?? image);
  const found = new Map<number, { images: ClosureImage[]; files: ClosureFile[] }>();
  const component = (image: number) => {
    const at = root(image);
    const known = found.get(at);
    if (known) return known;
    const made = { images: [], files: [] };
    found.set(at, made);
    return made;
  };
  for (const image of images) component(image.id).images.push(image);
  for (const file of files) {
    const [needing] = file.images;
    if (needing !== undefined) component(needing).files.push(file);
  }
  return [...found.values()];
}
