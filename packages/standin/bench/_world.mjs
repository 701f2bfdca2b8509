// A stand-in with as many images as wanted, for measuring: rows are put into its database at once, as saving them one by one
// through the protocol would take hours.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StandIn } from "@omero-archiver/standin";

/** Password of root, and the one user's name. */
export const PASSWORD = "bench-root";
export const USER = "ada";
const NOW = Date.UTC(2024, 2, 4);
const BYTES = Buffer.from("bytes of no meaning");

/**
 * Starts a stand-in with images of OMERO 5: each has a fileset of its own, with `filesEach` files.
 * @param tagged every image is asked for: tagged TO-ARCHIVE by its owner
 * @param onDisk the files lie in the managed repository, a few bytes each
 */
export async function startWorld({ dataDir, images, filesEach, tagged = false, onDisk = false }) {
  const standIn = await StandIn.start({ dataDir, sslPort: 0, tcpPort: 0, rootPassword: PASSWORD });
  const { store } = standIn;
  store.transaction(() => fill(store, { dataDir, images, filesEach, tagged, onDisk }));
  return standIn;
}

function fill(store, { dataDir, images, filesEach, tagged, onDisk }) {
  const details = people(store);
  const sha1 = store.where("ChecksumAlgorithm", { value: "SHA1-160" })[0].id;
  const row = (entity, values) => ({ entity, id: store.insert(entity, { version: 0, ...values, ...details }) });
  const home = `${USER}_${details.ownerId}/2024-03`;
  const fileset = row("Fileset", { templatePrefix: pathOf(home, 0) });
  const file = row("OriginalFile", {
    ...{ path: pathOf(home, 0), name: nameOf(0), size: BYTES.length, mimetype: "image/tiff" },
    ...{ hasher: sha1, hash: createHash("sha1").update(BYTES).digest("hex") },
  });
  const entry = row("FilesetEntry", { fileset: fileset.id, originalFile: file.id, clientPath: nameOf(0) });
  const image = row("Image", {
    ...{ name: "image 0", acquisitionDate: NOW, archived: false, partial: false, series: 0, fileset: fileset.id },
  });
  const pixels = row("Pixels", {
    ...{ image: image.id, sizeX: 16, sizeY: 16, sizeZ: 1, sizeC: 1, sizeT: 1, sha1: "Pending..." },
    pixelsType: store.where("PixelsType", { value: "uint16" })[0].id,
    dimensionOrder: store.where("DimensionOrder", { value: "XYZCT" })[0].id,
  });
  const folder = (n) => `'${home}/' || (${n} / 1000) || '/' || (${n}) || '/'`;
  const ofFile = `i / ${filesEach}`;
  multiply(store, fileset, images, { templatePrefix: folder("i") });
  multiply(store, image, images, { name: "'image ' || i", fileset: `${fileset.id} + i` });
  multiply(store, pixels, images, { image: `${image.id} + i` });
  multiply(store, file, images * filesEach, { path: folder(ofFile), name: `'plane-' || (i % ${filesEach}) || '.tif'` });
  multiply(store, entry, images * filesEach, {
    ...{ fileset: `${fileset.id} + ${ofFile}`, fileset_index: `i % ${filesEach}`, originalFile: `${file.id} + i` },
  });
  if (tagged) {
    const link = row("ImageAnnotationLink", { parent: image.id, child: tagOf(store, details) });
    multiply(store, link, images, { parent: `${image.id} + i` });
  }
  if (!onDisk) return;
  for (let n = 0; n < images; n++) {
    const path = join(dataDir, "ManagedRepository", pathOf(home, n));
    mkdirSync(path, { recursive: true });
    for (let i = 0; i < filesEach; i++) writeFileSync(join(path, nameOf(i)), BYTES);
  }
}

/** A thousand filesets a folder. */
function pathOf(home, n) {
  return `${home}/${Math.floor(n / 1_000)}/${n}/`;
}

function nameOf(n) {
  return `plane-${n}.tif`;
}

/** Makes `count` rows of one, with ids that follow its own; `varying` gives columns' values in SQL by their place `i`. */
function multiply(store, { entity, id }, count, varying) {
  const columns = store
    .prepared(`PRAGMA table_info("${entity}")`)
    .all()
    .map(({ name }) => name);
  const values = columns.map((name) => (name === "id" ? "t.id + i" : (varying[name] ?? `t."${name}"`)));
  store
    .prepared(
      `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
       INSERT INTO "${entity}" (${columns.map((name) => `"${name}"`)}) SELECT ${values} FROM n, "${entity}" t WHERE t.id = ? AND i < ?`,
    )
    .run(count, id, count);
}

/** A user in a group of her own, and an event in which she saved everything. */
function people(store) {
  const groupId = store.insert("ExperimenterGroup", {
    ...{ name: "bench", ldap: false, config: [], version: 0 },
    permissions: store.row("ExperimenterGroup", 1).permissions,
  });
  const ownerId = store.insert("Experimenter", {
    ...{ omeName: USER, firstName: "Ada", lastName: "Bench", ldap: false, config: [], version: 0 },
  });
  for (const parent of [groupId, 1])
    store.insert("GroupExperimenterMap", { parent, child: ownerId, owner: false, version: 0 });
  const event = store.insert("Event", {
    type: store.where("EventType", { value: "Bootstrap" })[0].id,
    ...{ experimenter: ownerId, experimenterGroup: groupId, time: NOW },
    session: store.where("Session", {})[0].id,
  });
  return { ownerId, groupId, creationEventId: event, updateEventId: event };
}

function tagOf(store, details) {
  return store.insert("MapAnnotation", {
    ...{ ns: "archiving", name: "TO-ARCHIVE", description: `Owner : ${details.ownerId} : ${USER}`, version: 0 },
    mapValue: [["TO-ARCHIVE", "True"]],
    ...details,
  });
}
