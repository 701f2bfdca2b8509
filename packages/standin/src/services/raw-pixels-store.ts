import { createHash } from "node:crypto";
import { serverError } from "../errors.js";
import { load } from "../query/index.js";
import { isVisible, rightsOn } from "../security/rights-on.js";
import type { Row } from "../store/store.js";
import { FileBytes } from "./file-bytes.js";
import { Planes } from "./planes.js";
import type { Call, OpenService, Service } from "./service.js";

/**
 * Planes as OMERO 4's importer left them below Pixels. The planes of an imported fileset, which OMERO reads out of the fileset's
 * files, are a ResourceError: the stand-in reads no image formats.
 */
export const rawPixelsStore: Service = { stateful: true, open };

interface Chosen {
  readonly id: number;
  readonly planes: Planes;
}

function open(): OpenService {
  let chosen: Chosen | undefined;

  const pixels = (): Chosen => {
    if (chosen === undefined) {
      throw serverError("ApiUsageException", "This RawPixelsStore has not been properly initialized.");
    }
    return chosen;
  };
  const planes = () => pixels().planes;
  const writable = (call: Call): Planes => {
    const entity = call.backend.store.model.entity("Pixels");
    const row = call.backend.store.row("Pixels", pixels().id) as Row;
    if (rightsOn(call.backend.store, call.viewer, entity, row).edit) return planes();
    throw serverError("SecurityViolation", `Updating ome.model.core.Pixels:Id_${row.id} not allowed.`);
  };

  return {
    operations: {
      setPixelsId: (call, id: number) => {
        chosen = { id: Number(id), planes: planesOf(call, Number(id)) };
      },
      getPixelsId: () => pixels().id,
      getPixelsPath: () => planes().file.path,
      getByteWidth: () => planes().width,
      isSigned: () => planes().isSigned,
      isFloat: () => planes().isFloat,
      getRowSize: () => planes().row,
      getPlaneSize: () => planes().plane,
      getStackSize: () => planes().stack,
      getTimepointSize: () => planes().timepoint,
      getTotalSize: () => planes().total,
      getRowOffset: (_call, y: number, z: number, c: number, t: number) => planes().offset({ y, z, c, t }),
      getPlaneOffset: (_call, z: number, c: number, t: number) => planes().offset({ z, c, t }),
      getStackOffset: (_call, c: number, t: number) => planes().offset({ c, t }),
      getTimepointOffset: (_call, t: number) => planes().offset({ t }),

      getRow: (_call, y: number, z: number, c: number, t: number) => planes().read({ y, z, c, t }, planes().row),
      getPlane: (_call, z: number, c: number, t: number) => planes().read({ z, c, t }, planes().plane),
      getStack: (_call, c: number, t: number) => planes().read({ c, t }, planes().stack),
      getTimepoint: (_call, t: number) => planes().read({ t }, planes().timepoint),
      getRegion: (_call, size: number, offset: number) => planes().region(Number(offset), size),
      getPlaneRegion: (_call, z: number, c: number, t: number, count: number, from: number) =>
        planes().region(planes().offset({ z, c, t }) + from * planes().width, count * planes().width),
      getCol: (_call, x: number, z: number, c: number, t: number) =>
        rows(planes(), { x, y: 0, z, c, t }, { w: 1, h: planes().sizes.y }),
      getTile: (_call, z: number, c: number, t: number, x: number, y: number, w: number, h: number) =>
        rows(planes(), { x, y, z, c, t }, { w, h }),
      getHypercube: (_call, offset: number[], size: number[], step: number[]) =>
        hypercube(planes(), offset, size, step),

      setRow: (call, bytes: Uint8Array, y: number, z: number, c: number, t: number) =>
        writable(call).write({ y, z, c, t }, bytes, planes().row),
      setPlane: (call, bytes: Uint8Array, z: number, c: number, t: number) =>
        writable(call).write({ z, c, t }, bytes, planes().plane),
      setStack: (call, bytes: Uint8Array, _z: number, c: number, t: number) =>
        writable(call).write({ c, t }, bytes, planes().stack),
      setTimepoint: (call, bytes: Uint8Array, t: number) => writable(call).write({ t }, bytes, planes().timepoint),
      setRegion: (call, size: number, offset: number, bytes: Uint8Array) =>
        writable(call).writeRegion(Number(offset), bytes, size),

      calculateMessageDigest: () => digest(planes()),
      /** The checksum of what was written is kept with the pixels. */
      save: (call) => {
        const sha1 = digest(writable(call)).toString("hex");
        call.writing.update("Pixels", pixels().id, { sha1 });
        return load(call.backend.store, "Pixels", [pixels().id], call.viewer)[0];
      },

      requiresPixelsPyramid: () => false,
      getResolutionLevels: () => 1,
      getResolutionLevel: () => 0,
    },
  };
}

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly c: number;
  readonly t: number;
}

function rows(planes: Planes, { x, y, z, c, t }: Corner, { w, h }: { w: number; h: number }): Buffer {
  return Buffer.concat(Array.from({ length: h }, (_, n) => planes.partOfRow({ y: y + n, z, c, t }, x, w)));
}

/** Every n-th value of a part of the pixels; the three lists go by x, y, z, c, t. */
function hypercube(
  planes: Planes,
  offset: readonly number[],
  size: readonly number[],
  step: readonly number[],
): Buffer {
  if ([offset, size, step].some((list) => list.length !== 5) || step.some((n) => n < 1)) {
    throw serverError("ApiUsageException", "offset, size and step need five numbers each, and steps of at least 1.");
  }
  const along = (axis: number): number[] => {
    const [from = 0, length = 0, by = 1] = [offset[axis], size[axis], step[axis]];
    return Array.from({ length: Math.ceil(length / by) }, (_, n) => from + n * by);
  };
  const [xs, ys, zs, cs, ts] = [along(0), along(1), along(2), along(3), along(4)];
  const values = ts.flatMap((t) =>
    cs.flatMap((c) => zs.flatMap((z) => ys.flatMap((y) => xs.map((x) => planes.partOfRow({ y, z, c, t }, x, 1))))),
  );
  return Buffer.concat(values);
}

function digest(planes: Planes): Buffer {
  const hash = createHash("sha1");
  for (let t = 0; t < planes.sizes.t; t++) hash.update(planes.read({ t }, planes.timepoint));
  return hash.digest();
}

function planesOf({ backend, viewer }: Call, id: number): Planes {
  const { store } = backend;
  const row = store.row("Pixels", id);
  if (row === undefined || !isVisible(store, viewer, store.model.entity("Pixels"), id)) {
    throw serverError("ValidationException", `Cannot read pixels id=${id}`);
  }
  const type = String(store.row("PixelsType", Number(row.pixelsType))?.value);
  const size = (axis: string) => Number(row[`size${axis}`]);
  const sizes = { x: size("X"), y: size("Y"), z: size("Z"), c: size("C"), t: size("T") };
  return new Planes(type, sizes, new FileBytes(backend.data.pixels(id)));
}
