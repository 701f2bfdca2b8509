import { createHash, randomUUID } from "node:crypto";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  attach,
  created,
  type Fileset,
  type Image,
  type IObject,
  type OmeroClient,
  type OriginalFile,
  type Pixels,
  rint,
  rlong,
  rstring,
  rtime,
  unloaded,
  unwrap,
} from "@omero-archiver/omero";
import { cellPlanes } from "./cells.js";
import { omeTiff, omeXml, type TiffFile, type TiffImage } from "./ome-tiff.js";

/** When the demo's images were acquired. */
const ACQUIRED = Date.UTC(2019, 4, 7, 9, 30);

/** A picture to be made: the same seed gives the same picture everywhere. */
export interface Picture {
  readonly name: string;
  readonly seed: number;
  readonly size?: number;
}

/** What a fileset is made of: each file holds some of the images; a companion only describes the others. */
export interface FilesetPlan {
  readonly files: readonly { readonly fileName: string; readonly images: readonly Picture[] }[];
  readonly companion?: string;
  /** Import in place: the repository holds links to files elsewhere. */
  readonly inPlace?: string;
}

/** Puts images into OMERO as its importers do: files on the disk, and what the database says of them. */
export class Importer {
  private moment = Date.UTC(2024, 2, 4, 10, 0, 0, 123);

  constructor(
    private readonly client: OmeroClient,
    private readonly dataDir: string,
    private readonly who: { readonly login: string; readonly id: number },
    private readonly group: number,
  ) {}

  /** OMERO 5: a fileset below the managed repository, and its images. */
  async importFileset(plan: FilesetPlan): Promise<number[]> {
    const set = plan.files.map(
      ({ fileName, images }): TiffFile => ({ fileName, uuid: randomUUID(), images: images.map(tiffImage) }),
    );
    const contents = set.map((file) => ({ name: file.fileName, bytes: omeTiff(file, set) }));
    if (plan.companion) contents.push({ name: plan.companion, bytes: Buffer.from(omeXml(set, randomUUID())) });
    const prefix = this.nextPrefix();
    const files: OriginalFile[] = [];
    for (const { name, bytes } of contents) {
      const path = join(this.dataDir, "ManagedRepository", prefix, name);
      await (plan.inPlace ? linked(path, join(plan.inPlace, name), bytes) : written(path, bytes));
      files.push(await this.saveFile(`${prefix}`, name, bytes));
    }
    const usedFiles = files.map((file) =>
      created("FilesetEntry", {
        clientPath: rstring(`home/${this.who.login}/${String(unwrap(file.name))}`),
        originalFile: file,
      }),
    );
    const unsaved: Fileset = created("Fileset", { templatePrefix: rstring(prefix) });
    const fileset = await this.save(attach(unsaved, "usedFiles", usedFiles, "fileset"));
    const ids: number[] = [];
    for (const [series, picture] of plan.files.flatMap((file) => file.images).entries()) {
      const image = await this.saveImage(picture, {
        fileset: unloaded("Fileset", idOf(fileset)),
        series: rint(series),
      });
      ids.push(idOf(image));
    }
    return ids;
  }

  /** OMERO 4: pixels as a file of their own below Pixels, and the original files that go with them below Files. */
  async importOldImage(picture: Picture, originals: readonly number[]): Promise<number> {
    const image = await this.saveImage(picture, {});
    const pixels = image.pixelsSeq?.[0];
    if (!pixels) throw new Error("the server sent no pixels back");
    await written(numbered(join(this.dataDir, "Pixels"), idOf(pixels)), bigEndian(tiffImage(picture)));
    for (const file of originals) {
      await this.save(
        created("PixelsOriginalFileMap", {
          parent: unloaded("OriginalFile", file),
          child: unloaded("Pixels", idOf(pixels)),
        }),
      );
    }
    return idOf(image);
  }

  /** An original file of OMERO 4, which several images may share. */
  async importOriginal(name: string, picture: Picture): Promise<number> {
    const bytes = omeTiff({ fileName: name, uuid: randomUUID(), images: [tiffImage(picture)] });
    const file = await this.saveFile(`/home/${this.who.login}/`, name, bytes);
    await written(numbered(join(this.dataDir, "Files"), idOf(file)), bytes);
    return idOf(file);
  }

  async project(name: string, datasets: Readonly<Record<string, readonly number[]>>): Promise<number> {
    const links = Object.keys(datasets).map((dataset) =>
      created("ProjectDatasetLink", { child: created("Dataset", { name: rstring(dataset) }) }),
    );
    const project = await this.save(
      attach(created("Project", { name: rstring(name) }), "datasetLinks", links, "parent"),
    );
    for (const link of project.datasetLinksSeq ?? []) {
      const dataset = link?.child;
      const images = datasets[String(unwrap(dataset?.name))] ?? [];
      for (const image of images) {
        await this.save(
          created("DatasetImageLink", { parent: unloaded("Dataset", idOf(dataset)), child: unloaded("Image", image) }),
        );
      }
    }
    return idOf(project);
  }

  /** A screen with one plate, a well a row for the images given. */
  async plate(screenName: string, plateName: string, images: readonly number[]): Promise<number> {
    const wells = images.map((image, column) => {
      const sample = created("WellSample", { image: unloaded("Image", image) });
      return attach(created("Well", { row: rint(0), column: rint(column) }), "wellSamples", [sample], "well");
    });
    const unsaved = created("Plate", { name: rstring(plateName), rows: rint(8), columns: rint(12) });
    const plate = await this.save(attach(unsaved, "wells", wells, "plate"));
    const screen = await this.save(created("Screen", { name: rstring(screenName) }));
    await this.save(
      created("ScreenPlateLink", { parent: unloaded("Screen", idOf(screen)), child: unloaded("Plate", idOf(plate)) }),
    );
    return idOf(plate);
  }

  private save<T extends IObject>(object: T): Promise<T> {
    return this.client.save(object, { group: this.group });
  }

  private async saveFile(path: string, name: string, bytes: Buffer): Promise<OriginalFile> {
    const hasher = await this.client.types.getEnumeration("ChecksumAlgorithm", "SHA1-160");
    return this.save(
      created("OriginalFile", {
        name: rstring(name),
        path: rstring(path),
        size: rlong(bytes.length),
        mimetype: rstring(name.endsWith(".ome") ? "application/xml" : "image/tiff"),
        hash: rstring(createHash("sha1").update(bytes).digest("hex")),
        hasher: hasher as NonNullable<OriginalFile["hasher"]>,
      }),
    );
  }

  private async saveImage(picture: Picture, members: Pick<Image, "fileset" | "series">): Promise<Image> {
    const { sizeX, sizeY, sizeZ, channels } = tiffImage(picture);
    const pixels = created("Pixels", {
      sizeX: rint(sizeX),
      sizeY: rint(sizeY),
      sizeZ: rint(sizeZ),
      sizeC: rint(channels.length),
      sizeT: rint(1),
      sha1: rstring("Pending..."),
      pixelsType: (await this.client.types.getEnumeration("PixelsType", "uint16")) as NonNullable<Pixels["pixelsType"]>,
      dimensionOrder: (await this.client.types.getEnumeration("DimensionOrder", "XYZCT")) as NonNullable<
        Pixels["dimensionOrder"]
      >,
    });
    const image = created("Image", { name: rstring(picture.name), acquisitionDate: rtime(ACQUIRED), ...members });
    return this.save(attach(image, "pixels", [pixels], "image"));
  }

  /** As the repository's template says: user_id/year-month/day/time. */
  private nextPrefix(): string {
    const [date = "", time = ""] = new Date(this.moment).toISOString().replace("Z", "").split("T");
    this.moment += 61_000;
    return `${this.who.login}_${this.who.id}/${date.slice(0, 7)}/${date.slice(8)}/${time.replaceAll(":", "-")}/`;
  }
}

function tiffImage({ name, seed, size = 256 }: Picture): TiffImage {
  const channels = ["DAPI", "GFP"];
  const sizeZ = 3;
  return {
    name,
    sizeX: size,
    sizeY: size,
    sizeZ,
    channels,
    pixelSize: 0.325,
    planes: cellPlanes({ x: size, y: size, planes: sizeZ * channels.length }, seed),
  };
}

/** Raw planes as OMERO keeps them below Pixels: big endian. */
function bigEndian({ planes }: TiffImage): Buffer {
  return Buffer.concat(
    planes.map((plane) => Buffer.from(new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength)).swap16()),
  );
}

/** 12345 → Dir-012/12345 */
function numbered(root: string, id: number): string {
  const folders: string[] = [];
  for (let rest = Math.floor(id / 1_000); rest > 0; rest = Math.floor(rest / 1_000))
    folders.unshift(`Dir-${String(rest % 1_000).padStart(3, "0")}`);
  return join(root, ...folders, String(id));
}

async function written(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

async function linked(path: string, target: string, bytes: Buffer): Promise<void> {
  await written(target, bytes);
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

function idOf(object: IObject | null | undefined): number {
  return Number(unwrap(object?.id));
}
