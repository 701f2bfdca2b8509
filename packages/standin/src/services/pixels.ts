import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { saveGraph } from "../save/save.js";
import { rightsOn } from "../security/rights-on.js";
import { idOf, plainValue } from "../values.js";
import { objectsFor } from "./asked.js";
import { copyOf, makeImage } from "./pixels/make-image.js";
import { bitDepthOf } from "./planes.js";
import type { Call, Operations, Service } from "./service.js";
import { allEnumerations, enumerationOf } from "./types.js";

const DESCRIPTION = `select p from Pixels p
  left outer join fetch p.pixelsType
  left outer join fetch p.channels c
  left outer join fetch c.statsInfo
  left outer join fetch c.logicalChannel l
  left outer join fetch l.photometricInterpretation
  where p.id = :id`;

const SETTINGS = `select r from RenderingDef r
  left outer join fetch r.model
  left outer join fetch r.quantization
  left outer join fetch r.waveRendering b
  left outer join fetch b.family`;

type RInt = SliceObject | null;

/** What is known of planes and of how they are shown, and images made without an importer. */
const operations: Operations = {
  retrievePixDescription: (call, id: number) => objectsFor(call, DESCRIPTION, { id: Number(id) })[0] ?? null,

  retrieveRndSettings: (call, pixelsId: number) => settings(call, pixelsId, call.viewer.userId)[0] ?? null,
  retrieveRndSettingsFor: (call, pixelsId: number, userId: number) => settings(call, pixelsId, userId)[0] ?? null,
  /** @param userId -1: of everybody */
  retrieveAllRndSettings: (call, pixelsId: number, userId: number) => settings(call, pixelsId, userId),
  loadRndSettings: (call, id: number) =>
    objectsFor(call, `${SETTINGS} where r.id = :id`, { id: Number(id) })[0] ?? null,
  saveRndSettings: ({ writing }, changed: SliceObject) => void saveGraph(writing, [changed]),

  getBitDepth: ({ backend }, type: SliceObject) => {
    const value = String(backend.store.row("PixelsType", idOf(type) ?? -1)?.value ?? plainValue(type.value));
    const depth = bitDepthOf(value);
    if (depth === undefined) throw serverError("ApiUsageException", `Unknown type: '${value}'`);
    return depth;
  },
  getEnumeration: enumerationOf,
  getAllEnumerations: allEnumerations,

  createImage: (
    call,
    sizeX: number,
    sizeY: number,
    sizeZ: number,
    sizeT: number,
    channels: readonly number[],
    pixelsType: SliceObject,
    name: string,
    description: string,
  ) => {
    const sizes = { sizeX, sizeY, sizeZ, sizeT };
    return makeImage(call.writing, {
      name,
      description,
      sizes,
      type: idOf(pixelsType) ?? -1,
      channels: channels.map(() => ({})),
    });
  },

  /** Only what is said of the planes is copied, not the planes. */
  copyAndResizeImage: (
    call,
    imageId: number,
    sizeX: RInt,
    sizeY: RInt,
    sizeZ: RInt,
    sizeT: RInt,
    channels: readonly number[],
    name: string,
    copyStats: boolean,
  ) => {
    const sizes = {
      sizeX: plainValue<number>(sizeX),
      sizeY: plainValue<number>(sizeY),
      sizeZ: plainValue<number>(sizeZ),
      sizeT: plainValue<number>(sizeT),
    };
    return makeImage(call.writing, { ...copyOf(call, Number(imageId), sizes, channels, copyStats), name });
  },

  setChannelGlobalMinMax: (call, pixelsId: number, index: number, min: number, max: number) => {
    const { store } = call.backend;
    const channel = store.where("Channel", { pixels: Number(pixelsId) }, "pixels_index")[index];
    if (channel === undefined || !rightsOn(store, call.viewer, store.model.entity("Channel"), channel).edit) {
      throw serverError("ValidationException", `Cannot change channel ${index} of pixels id=${pixelsId}`);
    }
    const details = { ownerId: channel.ownerId, groupId: channel.groupId };
    const statsInfo = call.writing.insert("StatsInfo", { globalMin: min, globalMax: max, ...details });
    call.writing.update("Channel", Number(channel.id), { statsInfo });
  },
};

export const pixelsService: Service = { stateful: false, operations };

function settings(call: Call, pixelsId: number, userId: number): SliceObject[] {
  const owner = Number(userId) < 0 ? "" : " and r.details.owner.id = :owner";
  const values = { pixels: Number(pixelsId), ...(owner && { owner: Number(userId) }) };
  return objectsFor(call, `${SETTINGS} where r.pixels.id = :pixels${owner} order by r.id`, values);
}
