import type { ByteReader } from "../bytes/reader.js";
import type { ByteWriter } from "../bytes/writer.js";
import { MarshalError } from "../errors.js";
import type { EncodingVersion, Endpoint, ObjectProxy } from "../values.js";

/** The kinds of endpoint by number (Ice manual, "Protocol Endpoint Encoding"); others keep their number and bytes. */
const KINDS = new Map([
  [1, "tcp"],
  [2, "ssl"],
  [3, "udp"],
  [4, "ws"],
  [5, "wss"],
]);
const NUMBERS = new Map([...KINDS].map(([number, kind]) => [kind, number]));
const MODES = ["twoway", "oneway", "batchOneway", "datagram", "batchDatagram"] as const;

/** An empty identity stands for null. Encoding 1.0 carries no versions. */
export function readProxy(input: ByteReader, encoding: EncodingVersion): ObjectProxy | null {
  const identity = input.identity();
  if (identity.name === "") return null;
  const facet = input.facet();
  const mode = MODES[input.byte()];
  if (mode === undefined) throw new MarshalError("a proxy of an unknown mode");
  const secure = input.bool();
  const versions = encoding === "1.1" ? { protocol: version(input), encoding: version(input) } : {};
  const endpoints = Array.from({ length: input.count(8) }, () => readEndpoint(input));
  const proxy = { identity, facet, mode, secure, ...versions, endpoints };
  return endpoints.length === 0 ? { ...proxy, adapterId: input.string() } : proxy;
}

export function writeProxy(output: ByteWriter, proxy: ObjectProxy | null, encoding: EncodingVersion): void {
  if (proxy === null) {
    output.identity({ name: "", category: "" });
    return;
  }
  output.identity(proxy.identity);
  output.facet(proxy.facet);
  output.byte(MODES.indexOf(proxy.mode));
  output.bool(proxy.secure);
  if (encoding === "1.1") {
    writeVersion(output, proxy.protocol ?? "1.0");
    writeVersion(output, proxy.encoding ?? "1.1");
  }
  output.size(proxy.endpoints.length);
  for (const endpoint of proxy.endpoints) writeEndpoint(output, endpoint);
  if (proxy.endpoints.length === 0) output.string(proxy.adapterId ?? "");
}

function readEndpoint(input: ByteReader): Endpoint {
  const number = input.short();
  const start = input.position;
  const size = input.int();
  if (size < 6 || start + size > input.end) throw new MarshalError(`an endpoint of ${size} bytes`);
  const encapsulation = version(input);
  const type = KINDS.get(number);
  if (type === undefined || type === "udp") {
    return { type: type ?? number, encapsulation, data: input.blob(start + size - input.position) };
  }
  const endpoint = {
    type,
    encapsulation,
    host: input.string(),
    port: input.int(),
    timeout: input.int(),
    compress: input.bool(),
    ...(type === "ws" || type === "wss" ? { resource: input.string() } : {}),
  };
  if (input.position !== start + size) throw new MarshalError(`an endpoint of ${type} has another size than it says`);
  return endpoint;
}

function writeEndpoint(output: ByteWriter, endpoint: Endpoint): void {
  output.short(typeof endpoint.type === "number" ? endpoint.type : (NUMBERS.get(endpoint.type) ?? 0));
  const at = output.reserveInt();
  writeVersion(output, endpoint.encapsulation);
  if (endpoint.data) {
    output.raw(endpoint.data);
  } else {
    output.string(endpoint.host ?? "");
    output.int(endpoint.port ?? 0);
    output.int(endpoint.timeout ?? -1);
    output.bool(endpoint.compress ?? false);
    if (endpoint.resource !== undefined) output.string(endpoint.resource);
  }
  output.patchInt(at, output.position - at);
}

function version(input: ByteReader): string {
  const major = input.byte();
  return `${major}.${input.byte()}`;
}

function writeVersion(output: ByteWriter, text: string): void {
  const [major, minor] = text.split(".").map(Number);
  output.byte(major ?? 1);
  output.byte(minor ?? 0);
}
