import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { saveGraph } from "../../save/save.js";
import type { Writing } from "../../save/writing.js";
import { isVisible } from "../../security/rights-on.js";
import type { Row, Store } from "../../store/store.js";
import { rlong, rstring, unloaded } from "../../values.js";
import type { Call } from "../service.js";

const MODEL = "::omero::model::";
const SIZES = ["sizeX", "sizeY", "sizeZ", "sizeT"] as const;
const COLOURS = ["red", "green", "blue", "alpha"];

type Sizes = Readonly<Record<(typeof SIZES)[number], number>>;

/** An image without files, as IPixels makes it. */
export interface ImagePlan {
  readonly name: string;
  readonly description?: string;
  readonly sizes: Sizes;
  /** The id of its PixelsType. */
  readonly type: number;
  /** The id of the pixels that it was copied from. */
  readonly relatedTo?: number;
  /** What is known of each channel: members of a Channel. */
  readonly channels: readonly Readonly<Record<string, unknown>>[];
}

/** Gives the image's id. @throws ApiUsageException, ValidationException for what can be no image */
export function makeImage(writing: Writing, plan: ImagePlan): SliceObject {
  for (const size of SIZES) {
    if (plan.sizes[size] < 1)
      throw serverError("ApiUsageException", `values of Pixels.${size} must be strictly positive`);
  }
  if (plan.channels.length === 0) throw serverError("ValidationException", "Channel list must be filled.");
  const image: SliceObject = made("Image", {
    name: rstring(plan.name),
    description: plan.description === undefined ? null : rstring(plan.description),
  });
  const pixels: SliceObject = made("Pixels", {
    ...Object.fromEntries(SIZES.map((size) => [size, rint(plan.sizes[size])])),
    sizeC: rint(plan.channels.length),
    image,
    pixelsType: unloaded("PixelsType", plan.type),
    dimensionOrder: made("DimensionOrder", { value: rstring("XYZCT") }),
    sha1: rstring("Pending..."),
    relatedTo: plan.relatedTo === undefined ? null : unloaded("Pixels", plan.relatedTo),
  });
  const channels = plan.channels.map((members) =>
    made("Channel", { logicalChannel: made("LogicalChannel", {}), ...members, pixels }),
  );
  Object.assign(pixels, { channelsSeq: channels, channelsLoaded: true });
  Object.assign(image, { pixelsSeq: [pixels], pixelsLoaded: true });
  return rlong(saveGraph(writing, [image]).of(image).id ?? -1);
}

/** The plan for an image like another one, of other sizes, with some of its channels. @throws ValidationException */
export function copyOf(
  { backend: { store }, viewer }: Call,
  imageId: number,
  sizes: Readonly<Partial<Record<keyof Sizes, number | undefined>>>,
  chosen: readonly number[],
  withStats: boolean,
): Omit<ImagePlan, "name"> {
  const [pixels] = store.where("Pixels", { image: imageId }, "image_index");
  if (pixels === undefined || !isVisible(store, viewer, store.model.entity("Image"), imageId)) {
    throw serverError("ValidationException", `Cannot read image id=${imageId}`);
  }
  const channels = store.where("Channel", { pixels: Number(pixels.id) }, "pixels_index");
  return {
    sizes: Object.fromEntries(SIZES.map((size) => [size, sizes[size] ?? Number(pixels[size])])) as unknown as Sizes,
    type: Number(pixels.pixelsType),
    relatedTo: Number(pixels.id),
    channels: chosen.map((index) => {
      const channel = channels[index];
      return channel === undefined ? {} : like(store, channel, withStats);
    }),
  };
}

function like(store: Store, channel: Row, withStats: boolean): Record<string, unknown> {
  const stats = withStats ? store.row("StatsInfo", Number(channel.statsInfo)) : undefined;
  const number = (value: unknown) => ({ $type: "::omero::RDouble", val: Number(value) });
  return {
    ...Object.fromEntries(COLOURS.map((name) => [name, channel[name] == null ? null : rint(Number(channel[name]))])),
    logicalChannel: unloaded("LogicalChannel", Number(channel.logicalChannel)),
    ...(stats && {
      statsInfo: made("StatsInfo", { globalMin: number(stats.globalMin), globalMax: number(stats.globalMax) }),
    }),
  };
}

function made(entity: string, members: Readonly<Record<string, unknown>>): SliceObject {
  return { $type: MODEL + entity, loaded: true, ...members };
}

function rint(val: number): SliceObject {
  return { $type: "::omero::RInt", val };
}
