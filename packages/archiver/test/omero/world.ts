import type { QueryParameters, Value } from "@omero-archiver/omero";
import { SHARING, type Source } from "#src/omero/closure.js";
import { DESCRIBING } from "#src/omero/describe.js";

/** OMERO's tables as far as a closure asks for them. Files may stand in several filesets, and at pixels, too. */
export interface World {
  /** Fileset of each image; null for images of OMERO 4. */
  readonly images: ReadonlyMap<number, number | null>;
  /** Files of each fileset. */
  readonly filesets: ReadonlyMap<number, readonly number[]>;
  /** Files linked to the pixels of images (whose ids are the images' plus 1,000,000). */
  readonly files: ReadonlyMap<number, readonly number[]>;
}

/** Answers the closure's questions from a world in memory, and counts them. */
export class WorldSource implements Source {
  calls = 0;

  constructor(
    private readonly world: World,
    private readonly size = 10_000,
  ) {}

  async *forIds(hql: string, ids: Iterable<number>): AsyncGenerator<Value[]> {
    const all = [...ids];
    for (let i = 0; i < all.length; i += this.size) {
      this.calls++;
      yield* this.rows(hql, all.slice(i, i + this.size));
    }
  }

  async *pages(hql: string, parameters: QueryParameters = {}): AsyncGenerator<Value[]> {
    const rows = [...this.rows(hql, parameters.ids as number[])];
    for (let i = 0; i === 0 || i < rows.length; i += this.size) {
      this.calls++;
      yield* rows.slice(i, i + this.size);
    }
  }

  private *rows(hql: string, ids: readonly number[]): Generator<Value[]> {
    const { images, filesets, files } = this.world;
    const ofFilesets = (of: readonly number[]) => of.flatMap((id) => filesets.get(images.get(id) ?? -1) ?? []);
    const ofPixels = (of: readonly number[]) => of.flatMap((id) => files.get(id) ?? []);
    switch (hql) {
      case SHARING.fileset: {
        const asked = new Set(ids.map((id) => images.get(id) ?? null));
        for (const [id, fileset] of images) if (fileset !== null && asked.has(fileset)) yield [id];
        return;
      }
      case SHARING.filesetAndFileset:
        return yield* this.imagesWith(ofFilesets(ids), ofFilesets);
      case SHARING.filesetAndPixels:
        return yield* this.imagesWith(ofFilesets(ids), ofPixels);
      case SHARING.pixelsAndFileset:
        return yield* this.imagesWith(ofPixels(ids), ofFilesets);
      case SHARING.pixelsAndPixels:
        return yield* this.imagesWith(ofPixels(ids), ofPixels);
      case DESCRIBING.images:
        for (const id of ids) if (images.has(id)) yield [id, `image ${id}`, 7, 3, images.get(id) ?? null, null];
        return;
      case DESCRIBING.pixels:
        for (const id of ids) if (images.has(id)) yield [id + 1_000_000, id];
        return;
      case DESCRIBING.filesOfFilesets:
        for (const id of ids) for (const file of filesets.get(id) ?? []) yield [1, id, ...row(file)];
        return;
      case DESCRIBING.filesOfPixels:
        for (const id of ids) for (const file of files.get(id) ?? []) yield [1, id, ...row(file)];
        return;
      default:
        // Users and groups by id.
        for (const id of ids) yield [id, `name ${id}`];
    }
  }

  private *imagesWith(wanted: readonly number[], filesOf: (ids: readonly number[]) => number[]): Generator<Value[]> {
    const files = new Set(wanted);
    for (const id of this.world.images.keys()) if (filesOf([id]).some((file) => files.has(file))) yield [id];
  }
}

function row(file: number): Value[] {
  return [file, "folder/", `${file}.tif`, "SHA1-160", "AB".repeat(20)];
}
