import { ByteReader } from "../bytes/reader.js";
import { ByteWriter } from "../bytes/writer.js";
import { MarshalError, type SliceException } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import type { Type } from "../schema/types.js";
import type { EncodingVersion } from "../values.js";
import type { Holder } from "./decoder.js";
import { Decoder10 } from "./decoder10.js";
import { Decoder11 } from "./decoder11.js";
import { Encoder10 } from "./encoder10.js";
import { Encoder11, type Format } from "./encoder11.js";

/** A parameter or result of an operation. */
export interface Parameter {
  readonly name: string;
  /** As the facts name types. */
  readonly type: string;
}

export interface EncodeOptions {
  readonly encoding: EncodingVersion;
  /** Of class instances and exceptions in encoding 1.1; 1.0 is always sliced. Default: compact. */
  readonly format?: Format;
}

/** Bytes before the first value: int size (of all), then the two bytes of the encoding's version. */
const HEADER = 6;

/**
 * Writes values as an encapsulation, header included.
 * @throws MarshalError for a value that does not fit its type.
 */
export function encodeEncapsulation(
  schema: Schema,
  parameters: readonly Parameter[],
  values: readonly unknown[],
  options: EncodeOptions,
): Buffer {
  if (values.length !== parameters.length) {
    throw new MarshalError(`${values.length} values for ${parameters.length} parameters`);
  }
  const types = parameters.map((parameter) => schema.type(parameter.type));
  return encapsulated(options.encoding, (output) => {
    const encoder =
      options.encoding === "1.0"
        ? new Encoder10(schema, output)
        : new Encoder11(schema, output, options.format ?? "compact");
    for (const [i, type] of types.entries()) encoder.value(values[i], type);
    encoder.finish(types.some(holdsClasses));
  });
}

/**
 * Reads the values of an encapsulation, header included.
 * @throws MarshalError for bytes that are not what the types say.
 */
export function decodeEncapsulation(schema: Schema, parameters: readonly Parameter[], bytes: Buffer): unknown[] {
  const types = parameters.map((parameter) => schema.type(parameter.type));
  const { encoding, input } = opened(bytes);
  const values: unknown[] = [];
  const decoder = encoding === "1.0" ? new Decoder10(schema, input) : new Decoder11(schema, input);
  for (const [i, type] of types.entries()) decoder.into(values as unknown as Holder, i, type);
  decoder.finish(types.some(holdsClasses));
  if (input.remaining > 0) throw new MarshalError(`${input.remaining} bytes are left behind the last value`);
  return values;
}

/** Writes a user exception as an encapsulation. */
export function encodeException(schema: Schema, exception: SliceException, options: EncodeOptions): Buffer {
  return encapsulated(options.encoding, (output) => {
    if (options.encoding === "1.0") new Encoder10(schema, output).exception(exception, holdsClasses);
    else new Encoder11(schema, output, options.format ?? "compact").exception(exception);
  });
}

/** Reads the user exception of an encapsulation: the nearest base that the schema knows. */
export function decodeException(schema: Schema, bytes: Buffer): SliceException {
  const { encoding, input } = opened(bytes);
  return encoding === "1.0" ? new Decoder10(schema, input).exception() : new Decoder11(schema, input).exception();
}

/** The version that an encapsulation says it is in. */
export function encodingOf(bytes: Buffer): EncodingVersion {
  return opened(bytes).encoding;
}

function encapsulated(encoding: EncodingVersion, write: (output: ByteWriter) => void): Buffer {
  const output = new ByteWriter();
  output.reserveInt();
  output.byte(1);
  output.byte(encoding === "1.0" ? 0 : 1);
  write(output);
  output.patchInt(0, output.position);
  return output.finish();
}

function opened(bytes: Buffer): { encoding: EncodingVersion; input: ByteReader } {
  const input = new ByteReader(bytes);
  const size = input.int();
  if (size !== bytes.length || size < HEADER)
    throw new MarshalError(`an encapsulation of ${size} bytes in ${bytes.length}`);
  const [major, minor] = [input.byte(), input.byte()];
  if (major !== 1 || minor > 1) throw new MarshalError(`encoding ${major}.${minor}; only 1.0 and 1.1 are known`);
  return { encoding: minor === 0 ? "1.0" : "1.1", input };
}

/** Whether values of this type may hold class instances. */
export function holdsClasses(type: Type): boolean {
  switch (type.kind) {
    case "class":
      return true;
    case "sequence":
      return holdsClasses(type.element);
    case "dictionary":
      return holdsClasses(type.key) || holdsClasses(type.value);
    case "struct":
      return type.members.some((member) => holdsClasses(member.type));
    default:
      return false;
  }
}
