import { createHash, randomBytes } from "node:crypto";
import {
  attach,
  created,
  type Image,
  type IObject,
  type OmeroClient,
  type OriginalFile,
  type Pixels,
  type RawFileStore,
  rint,
  rlong,
  rstring,
  unloaded,
  unwrap,
} from "@omero-archiver/omero";
import type { Places } from "../../config/configuration.js";
import type { ImageId } from "../../domain/ids.js";
import { managedPath, originalPath, pixelsPath } from "../../omero/paths.js";
import { Unexpected } from "./checks.js";
import { type Kind, NAME, type World } from "./world.js";

/** A file whose bytes were given to OMERO to be kept. */
export interface GivenFile {
  /** Where it has to lie. */
  path(places: Places): string;
  readonly sha256: string;
  /** Reads it back through OMERO. */
  read(client: OmeroClient): Promise<Buffer>;
}

export interface SmallImage {
  readonly id: ImageId;
  readonly kind: Kind;
  readonly files: readonly GivenFile[];
}

const SIDE = 16;
const ALL = { group: "all" } as const;

/**
 * Two images as OMERO 4 kept them, of one plane each and with an original file that they share, in a dataset of a project. All
 * bytes go through OMERO, which puts them where it keeps such files. (Measured on a real server: IPixels, RawPixelsStore, RawFileStore)
 */
export async function makeOldImages(world: World, kind: Kind): Promise<{ images: SmallImage[]; project: number }> {
  await using owner = await world.logIn("owner", kind);
  const shared = await makeOriginal(owner);
  const images: SmallImage[] = [];
  const dataset = created("Dataset", { name: rstring(NAME) });
  const link = created("ProjectDatasetLink", { child: dataset });
  const project = await owner.save(
    attach(created("Project", { name: rstring(NAME) }), "datasetLinks", [link], "parent"),
  );
  const into = unloaded("Dataset", idOf(project.datasetLinksSeq?.[0]?.child));
  for (const name of ["one", "two"]) {
    const { image, pixels } = await newOldImage(owner, `${NAME} ${name}`);
    const plane = await writePlane(owner, pixels);
    await owner.save(
      created("PixelsOriginalFileMap", {
        parent: unloaded("OriginalFile", shared.id),
        child: unloaded("Pixels", pixels),
      }),
    );
    await owner.save(created("DatasetImageLink", { parent: into, child: unloaded("Image", image) }));
    images.push({ id: image, kind, files: [plane, shared.file] });
  }
  return { images, project: idOf(project) };
}

/** An image of OMERO 5: its file is in the managed repository, written through it. */
export async function makeFilesetImage(world: World, kind: Kind): Promise<SmallImage> {
  await using owner = await world.logIn("owner", kind);
  const folder = `${world.person("owner").omeName}_${world.person("owner").id}`;
  const bytes = randomBytes(4_096);
  const repository = await managedRepository(owner);
  await repository.makeDir(folder, true);
  const store = await repository.file(`${folder}/${randomBytes(8).toString("hex")}.bin`, "rw");
  if (!store) throw new Unexpected("the managed repository gave no file to write to");
  const saved = await written(owner.at(store, "::omero::api::RawFileStore"), bytes);
  const entry = created("FilesetEntry", {
    clientPath: rstring(`${NAME}/${String(unwrap(saved.name))}`),
    originalFile: unloaded("OriginalFile", idOf(saved)),
  });
  const fileset = attach(
    created("Fileset", { templatePrefix: rstring(`${folder}/`) }),
    "usedFiles",
    [entry],
    "fileset",
  );
  const whole = await owner.save(attach(fileset, "images", [await filesetImage(owner)], "fileset"));
  const path = (places: Places) => managedPath(places, String(unwrap(saved.path)), String(unwrap(saved.name)));
  const id = idOf(whole.imagesSeq?.[0]) as ImageId;
  return { id, kind, files: [{ path, sha256: sha256(bytes), read: (client) => readFile(client, idOf(saved)) }] };
}

async function managedRepository(client: OmeroClient) {
  const resources = await client.factory.sharedResources();
  const { descriptions, proxies } = resources
    ? await client.at(resources, "::omero::grid::SharedResources").repositories()
    : {};
  const at = (descriptions ?? []).findIndex((file) => unwrap(file?.name) === "ManagedRepository");
  const proxy = proxies?.[at];
  if (!proxy) throw new Unexpected("the server has no repository called ManagedRepository");
  return client.at(proxy, "::omero::grid::ManagedRepository");
}

async function makeOriginal(client: OmeroClient): Promise<{ id: number; file: GivenFile }> {
  const bytes = randomBytes(4_096);
  const hasher = await client.types.getEnumeration("ChecksumAlgorithm", "SHA1-160");
  const unsaved = created("OriginalFile", {
    name: rstring(`${NAME}.bin`),
    path: rstring(`/${NAME}/`),
    size: rlong(bytes.length),
    mimetype: rstring("application/octet-stream"),
    hash: rstring(createHash("sha1").update(bytes).digest("hex")),
    hasher: hasher as NonNullable<OriginalFile["hasher"]>,
  });
  const id = idOf(await client.save(unsaved));
  const store = await client.stateful("::omero::api::RawFileStore");
  await store.setFileId(id);
  await written(store, bytes);
  const path = (places: Places) => originalPath(places, id);
  return { id, file: { path, sha256: sha256(bytes), read: (reader) => readFile(reader, id) } };
}

/** Writes a file's bytes, and closes it. OMERO notes its size and digest. */
async function written(store: RawFileStore, bytes: Buffer): Promise<OriginalFile> {
  try {
    await store.write(bytes, 0, bytes.length);
    const saved = await store.save();
    if (!saved) throw new Unexpected("OMERO saved no file");
    return saved;
  } finally {
    await store.close();
  }
}

async function writePlane(client: OmeroClient, pixels: number): Promise<GivenFile> {
  const bytes = randomBytes(SIDE * SIDE);
  const store = await client.stateful("::omero::api::RawPixelsStore");
  try {
    await store.setPixelsId(pixels, true);
    await store.setPlane(bytes, 0, 0, 0);
    await store.save();
  } finally {
    await store.close();
  }
  const path = (places: Places) => pixelsPath(places, pixels);
  return { path, sha256: sha256(bytes), read: (reader) => reader.readPlane(pixels, 0, 0, 0, ALL) };
}

async function newOldImage(client: OmeroClient, name: string): Promise<{ image: ImageId; pixels: number }> {
  const type = (await client.types.getEnumeration("PixelsType", "uint8")) as Pixels["pixelsType"];
  const made = await client.service("::omero::api::IPixels").createImage(SIDE, SIDE, 1, 1, [0], type ?? null, name, "");
  const image = Number(unwrap(made)) as ImageId;
  const [row] = await client.projection("select p.id, p.sizeX from Pixels p where p.image.id = :image", { image });
  return { image, pixels: Number(row?.[0]) };
}

/** An image of a fileset, of which only the database knows; for its file is none of a microscope's. */
async function filesetImage(client: OmeroClient): Promise<Image> {
  const [type, order] = await Promise.all([
    client.types.getEnumeration("PixelsType", "uint8"),
    client.types.getEnumeration("DimensionOrder", "XYZCT"),
  ]);
  const pixels = created("Pixels", {
    sizeX: rint(SIDE),
    sizeY: rint(SIDE),
    sizeZ: rint(1),
    sizeC: rint(1),
    sizeT: rint(1),
    sha1: rstring("Pending..."),
    pixelsType: type as NonNullable<Pixels["pixelsType"]>,
    dimensionOrder: order as NonNullable<Pixels["dimensionOrder"]>,
  });
  return attach(created("Image", { name: rstring(`${NAME} fileset`) }), "pixels", [pixels], "image");
}

async function readFile(client: OmeroClient, id: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of client.readFile(id, ALL)) blocks.push(block);
  return Buffer.concat(blocks);
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function idOf(object: IObject | null | undefined): number {
  return Number(unwrap(object?.id));
}
