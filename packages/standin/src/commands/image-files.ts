import type { SliceObject } from "@omero-archiver/ice";
import { isVisible } from "../security/rights-on.js";
import { FileBytes } from "../services/file-bytes.js";
import type { Call } from "../services/service.js";
import { ALL_GROUPS } from "../sessions/viewer-of.js";
import type { Row } from "../store/store.js";
import { rlong } from "../values.js";
import { type Command, failed } from "./command.js";

/** What there is of files to an image: those of its fileset, or those that OMERO 4 kept with its Pixels. */
interface Files {
  readonly image: Row | undefined;
  readonly pixels: readonly Row[];
  readonly filesetId: number | null;
  readonly archived: readonly Row[];
}

/** UsedFilesRequest, for images without fileset: what a fileset's files are to each image only Bio-Formats knows. */
export const usedFiles: Command = (call, request) => {
  const { image, filesetId, archived } = filesOf(call, request);
  if (image === undefined) throw failed(request, "bad-image", { message: `cannot read image ${request.imageId}` });
  if (filesetId !== null) {
    throw failed(request, "unsupported", { message: "This stand-in for an OMERO.server reads no image formats" });
  }
  return { $type: "::omero::cmd::UsedFilesResponsePreFs", archivedFiles: archived.map((file) => Number(file.id)) };
};

/** OriginalMetadataRequest: the stand-in reads no image formats, and answers as for an image without metadata. */
export const originalMetadata: Command = (call, request) => {
  const { filesetId } = filesOf(call, request);
  return {
    $type: "::omero::cmd::OriginalMetadataResponse",
    filesetId: filesetId === null ? null : rlong(filesetId),
    globalMetadata: new Map(),
    seriesMetadata: new Map(),
  };
};

/** ManageImageBinaries, as far as it only asks: which files and planes there are, and their sizes. */
export const imageBinaries: Command = (call, request) => {
  const { image, pixels, filesetId, archived } = filesOf(call, request);
  if (image === undefined) throw failed(request, "bad-image", { message: `cannot read image ${request.imageId}` });
  if (request.togglePixels === true && filesetId === null) throw failed(request, "pixels-requires-fileset");
  const sizes = pixels.map((row) => sizeAt(call.backend.data.pixels(Number(row.id))));
  const files = archived.map((row) => call.backend.data.originalFileIfOurs(row)).filter((path) => path !== undefined);
  return {
    $type: "::omero::cmd::ManageImageBinariesResponse",
    filesetId: filesetId === null ? null : rlong(filesetId),
    archivedFiles: archived.map((file) => Number(file.id)),
    pixelsPresent: sizes.some((size) => size !== undefined),
    archivedSize: sum(files.map(sizeAt)),
    pixelSize: sum(sizes),
  };
};

function filesOf({ backend, viewer }: Call, request: SliceObject): Files {
  const { store } = backend;
  const id = Number(request.imageId);
  const row = store.row("Image", id);
  const all = { ...viewer, callGroup: ALL_GROUPS };
  const image = row && isVisible(store, all, store.model.entity("Image"), id) ? row : undefined;
  const pixels = image === undefined ? [] : store.where("Pixels", { image: id });
  const maps = store.where("PixelsOriginalFileMap", { child: pixels.map((each) => Number(each.id)) });
  const archived = store.rows("OriginalFile", [...new Set(maps.map((map) => Number(map.parent)))]);
  const filesetId = typeof image?.fileset === "number" ? image.fileset : null;
  return { image, pixels, filesetId, archived };
}

function sizeAt(path: string): number | undefined {
  const bytes = new FileBytes(path);
  return bytes.exists() ? bytes.size() : undefined;
}

function sum(sizes: readonly (number | undefined)[]): number {
  return sizes.reduce<number>((total, size) => total + (size ?? 0), 0);
}
