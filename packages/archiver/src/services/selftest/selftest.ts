import { existsSync } from "node:fs";
import { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../../config/configuration.js";
import type { ImageId } from "../../domain/ids.js";
import { withRegister } from "../site.js";
import { type Check, Checks } from "./checks.js";
import { makeFilesetImage, makeOldImages, type SmallImage } from "./images.js";
import { OwnPlaces } from "./own-places.js";
import { bytesStory } from "./stories/bytes.js";
import { loginStory } from "./stories/login.js";
import { queriesStory } from "./stories/queries.js";
import { tagsStory } from "./stories/tags.js";
import { ALL_KINDS, checkPrivileges, type Kind, World } from "./world.js";

export interface SelftestOptions {
  /** Who makes users and groups: an administrator. */
  readonly login: { readonly user: string; readonly password: string };
  /** The folder in which the selftest's store is; default: OMERO's data directory. */
  readonly storeIn?: string;
  readonly signal: AbortSignal;
  /** Is told of each check when it is over. */
  readonly tell: (check: Check) => void;
}

export interface Selftest {
  readonly checks: readonly Check[];
  /** Users and groups that OMERO did not let go. */
  readonly stay: readonly string[];
}

/** Where the images of the fileset story are: where others may look on, and nothing more. */
const FILESET_IN: Kind = "read-only";
/** For checks that are not tried. */
const NO_IMAGE = -1 as ImageId;

/**
 * Plays archive stories on a real OMERO.server, in users, groups and images of its own, which go in the end, whatever happens.
 * Those on bytes need that server's data directory.
 * @throws NotAllowed where the administrator lacks a privilege; what logging in throws; the signal's reason
 */
export async function selftest(site: Configuration, options: SelftestOptions): Promise<Selftest> {
  const { host, port, transport, tls } = site.omero;
  const server = { host, port, transport, tls };
  await using admin = await OmeroClient.connect({ ...server, login: options.login });
  await checkPrivileges(admin);
  const checks = new Checks(options.tell, options.signal);
  const world = new World(admin, server);
  try {
    await world.make();
    const left = await world.clear();
    await play(world, OwnPlaces.make(site, options.storeIn, left), checks, options.signal);
  } catch (error) {
    // Why it ends is what is to be said; what can't be removed now, the next one finds.
    await world.remove().catch(() => {});
    throw error;
  }
  return { checks: checks.done, stay: await world.remove() };
}

/** Plays all stories; images and folders go in the end. */
async function play(world: World, places: OwnPlaces, checks: Checks, signal: AbortSignal): Promise<void> {
  try {
    await stories(world, places, checks, signal);
  } finally {
    // Images first: their files may be links into the store.
    places.remove(await world.clear());
  }
}

async function stories(world: World, places: OwnPlaces, checks: Checks, signal: AbortSignal): Promise<void> {
  const { config } = places;
  await checks.play("login", loginStory(world));
  const images: SmallImage[] = [];
  const sharing: { images: SmallImage[]; project: number }[] = [];
  for (const kind of ALL_KINDS) {
    const make = async () => {
      const old = await makeOldImages(world, kind);
      sharing.push(old);
      images.push(...old.images);
    };
    const there = await checks.play(`${kind} group`, [["OMERO takes images of OMERO 4, with their bytes", make]]);
    const why = there ? undefined : "there is no image";
    await checks.play(`${kind} group`, tagsStory(world, kind, images.at(-1)?.id ?? NO_IMAGE), why);
  }
  const makeFileset = async () => void images.push(await makeFilesetImage(world, FILESET_IN));
  await checks.play("fileset", [["OMERO takes one into its managed repository", makeFileset]]);
  const why = images.length > 0 ? undefined : "there is no image";
  const [old = { images: [], project: -1 }] = sharing;
  await checks.play(
    "queries",
    queriesStory(world, old.images, old.project),
    sharing.length > 0 ? undefined : "there is no image",
  );
  await withRegister(config, (register) =>
    checks.play("bytes", bytesStory(world, register, places, images, signal), why ?? unseen(images, config)),
  );
}

/** Why nothing on bytes can be tried: OMERO.server has its files somewhere else. */
function unseen(images: readonly SmallImage[], { places }: Configuration): string | undefined {
  const paths = images.flatMap(({ files }) => files.map((file) => file.path(places)));
  if (paths.some((path) => existsSync(path))) return undefined;
  return `${places.dataDir} is not this server's data directory: ${paths[0]}, which it has just written, is not there`;
}
