/** One image of an OME-TIFF file: 16-bit planes, little endian, in the order of dimension order XYZCT. */
export interface TiffImage {
  readonly name: string;
  readonly sizeX: number;
  readonly sizeY: number;
  readonly sizeZ: number;
  readonly channels: readonly string[];
  /** Micrometres. */
  readonly pixelSize: number;
  readonly planes: readonly Uint16Array[];
}

/** A file of an OME-TIFF set: its name and UUID are named in the OME-XML that every file of the set carries. */
export interface TiffFile {
  readonly fileName: string;
  readonly uuid: string;
  readonly images: readonly TiffImage[];
}

/**
 * Writes one file of a set as a plain TIFF: one uncompressed strip a plane, the set's OME-XML in the first
 * directory's ImageDescription. (OME-TIFF specification 6.x; TIFF 6.0 sections 2 and 8.)
 */
export function omeTiff(file: TiffFile, set: readonly TiffFile[] = [file]): Buffer {
  const description = Buffer.from(`${omeXml(set, file.uuid)}\0`);
  const planes = file.images.flatMap((image) => image.planes.map((plane) => ({ image, plane })));
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  const parts = [header, padded(description)];
  let offset = header.length + (parts[1] as Buffer).length;
  let link: { at: Buffer; position: number } = { at: header, position: 4 };
  for (const [index, { image, plane }] of planes.entries()) {
    const pixels = padded(littleEndian(plane));
    const strip = offset;
    parts.push(pixels);
    offset += pixels.length;
    const directory = ifd([
      [256, LONG, 1, image.sizeX],
      [257, LONG, 1, image.sizeY],
      [258, SHORT, 1, 16],
      [259, SHORT, 1, 1],
      [262, SHORT, 1, 1],
      ...(index === 0 ? [[270, ASCII, description.length, header.length] as const] : []),
      [273, LONG, 1, strip],
      [277, SHORT, 1, 1],
      [278, LONG, 1, image.sizeY],
      [279, LONG, 1, plane.byteLength],
    ]);
    link.at.writeUInt32LE(offset, link.position);
    link = { at: directory, position: directory.length - 4 };
    parts.push(directory);
    offset += directory.length;
  }
  return Buffer.concat(parts);
}

/** The OME-XML of a set of files as one of them (`uuid`), or its companion file, carries it. */
export function omeXml(set: readonly TiffFile[], uuid: string): string {
  let number = 0;
  const images = set.flatMap((file) => {
    let firstDirectory = 0;
    return file.images.map((image) => {
      const id = number++;
      const xml = imageXml(image, id, file, firstDirectory);
      firstDirectory += image.planes.length;
      return xml;
    });
  });
  return (
    `<?xml version="1.0" encoding="UTF-8"?>` +
    `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    `xsi:schemaLocation="http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd" ` +
    `UUID="urn:uuid:${uuid}">${images.join("")}</OME>`
  );
}

function imageXml(image: TiffImage, id: number, file: TiffFile, firstDirectory: number): string {
  const channels = image.channels
    .map((name, c) => `<Channel ID="Channel:${id}:${c}" Name="${escaped(name)}" SamplesPerPixel="1"/>`)
    .join("");
  const data = image.planes
    .map((_, plane) => {
      const z = plane % image.sizeZ;
      const c = Math.floor(plane / image.sizeZ);
      return (
        `<TiffData FirstZ="${z}" FirstC="${c}" FirstT="0" IFD="${firstDirectory + plane}" PlaneCount="1">` +
        `<UUID FileName="${escaped(file.fileName)}">urn:uuid:${file.uuid}</UUID></TiffData>`
      );
    })
    .join("");
  return (
    `<Image ID="Image:${id}" Name="${escaped(image.name)}"><Pixels ID="Pixels:${id}" DimensionOrder="XYZCT" Type="uint16" ` +
    `SizeX="${image.sizeX}" SizeY="${image.sizeY}" SizeZ="${image.sizeZ}" SizeC="${image.channels.length}" SizeT="1" BigEndian="false" ` +
    `PhysicalSizeX="${image.pixelSize}" PhysicalSizeY="${image.pixelSize}">${channels}${data}</Pixels></Image>`
  );
}

const ASCII = 2;
const SHORT = 3;
const LONG = 4;
type Entry = readonly [tag: number, type: number, count: number, value: number];

function ifd(entries: readonly Entry[]): Buffer {
  const bytes = Buffer.alloc(2 + entries.length * 12 + 4);
  bytes.writeUInt16LE(entries.length, 0);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = 2 + i * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return padded(bytes, bytes.length);
}

/** Offsets in a TIFF are even. A directory's last four bytes must stay last: its length is even by itself. */
function padded(bytes: Buffer, length = bytes.length + (bytes.length % 2)): Buffer {
  return length === bytes.length ? bytes : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}

function littleEndian(plane: Uint16Array): Buffer {
  const bytes = Buffer.alloc(plane.byteLength);
  for (let i = 0; i < plane.length; i++) bytes.writeUInt16LE(plane[i] ?? 0, i * 2);
  return bytes;
}

function escaped(text: string): string {
  return text.replace(/[<>&"\n\t]/g, (c) => `&#${c.charCodeAt(0)};`);
}
