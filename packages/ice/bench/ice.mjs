// Decoding and encoding a projection of 100,000 rows x 6 values in both encodings, next to Ice for Python (C++ inside) on the
// same bytes: a server replays one reply, and each client reads it over a socket. For a fair peer build its wheel with
// ICE_OPT=-O2 (scripts/omero-py/install.sh builds it without optimisation, to be quick).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { encodeEncapsulation, Schema } from "@omero-archiver/ice";
import { loadSliceFacts } from "../../omero/dist/slice.js";

const ROWS = 100_000;
const ROUNDS = 7;
const PARAMETERS = [{ name: "returns", type: "::omero::RTypeSeqSeq" }];
const schema = new Schema(loadSliceFacts());

const results = [];
for (const encoding of ["1.0", "1.1"]) {
  const rows = table();
  const encapsulation = encodeEncapsulation(schema, PARAMETERS, [rows], { encoding });
  const encode = best(() => encodeEncapsulation(schema, PARAMETERS, [rows], { encoding }));
  const replay = await replayServer(encapsulation);
  const ours = read(replay.port, encoding);
  const python = readByPython(replay.port, encoding);
  replay.close();
  const ratio = python && python.ms / ours.ms;
  results.push({ encoding, megabytes: encapsulation.length / 1e6, encodeMs: encode, ours, python, ratio });
}
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ rows: ROWS, results }, null, 2));
} else {
  console.table(
    results.map(({ encoding, megabytes, encodeMs, ours, python, ratio }) => ({
      encoding,
      MB: megabytes.toFixed(1),
      "encode ms": encodeMs.toFixed(0),
      "encode rows/s": rate(encodeMs),
      "read ms": ours.ms.toFixed(0),
      "read rows/s": rate(ours.ms),
      "peak MB": ours.megabytes.toFixed(0),
      "Ice for Python ms": python?.ms.toFixed(0) ?? "not installed",
      "its rows/s": python ? rate(python.ms) : "",
      "its peak MB": python?.megabytes.toFixed(0) ?? "",
      "times as fast": ratio?.toFixed(1) ?? "",
    })),
  );
}

function rate(ms) {
  return Math.round((ROWS / ms) * 1_000);
}

function table() {
  const shared = { $type: "::omero::RInt", val: 0 };
  return Array.from({ length: ROWS }, (_, i) => [
    { $type: "::omero::RLong", val: i },
    { $type: "::omero::RString", val: `image ${i}` },
    i % 3 ? { $type: "::omero::RInt", val: i % 7 } : shared,
    { $type: "::omero::RTime", val: 1_700_000_000_000 + i },
    i % 2 ? null : { $type: "::omero::RBool", val: true },
    { $type: "::omero::RDouble", val: i / 3 },
  ]);
}

function best(work) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** Answers every request with the same bytes, from a thread of its own. */
function replayServer(encapsulation) {
  const source = `
    const { workerData, parentPort } = require("node:worker_threads");
    const reply = Buffer.concat([Buffer.from("49636550010001000200" + "00000000" + "00000000" + "00", "hex"), workerData]);
    reply.writeInt32LE(reply.length, 10);
    require("node:net").createServer((socket) => {
      socket.write(Buffer.from("49636550010001000300" + "0e000000", "hex"));
      socket.on("error", () => {});
      socket.on("data", (bytes) => { if (bytes[8] === 0) { reply.writeInt32LE(bytes.readInt32LE(14), 14); socket.write(reply); } });
    }).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });`;
  const worker = new Worker(source, { eval: true, workerData: encapsulation });
  return new Promise((resolve) => worker.once("message", (port) => resolve({ port, close: () => worker.terminate() })));
}

/** Ours, in a process of its own like the peer, so that its memory is its own. */
function read(port, encoding) {
  const source = `
import { connect, Schema } from "@omero-archiver/ice";
import { loadSliceFacts } from "${new URL("../../omero/dist/slice.js", import.meta.url)}";
const connection = await connect({ host: "127.0.0.1", port: ${port}, transport: "tcp", schema: new Schema(loadSliceFacts()) });
let best = 1e9;
for (let round = 0; round < ${ROUNDS}; round++) {
  const start = performance.now();
  const rows = await connection.invoke({ identity: { name: "q", category: "" } }, "::omero::api::IQuery", "projection", ["", null], { encoding: "${encoding}" });
  best = Math.min(best, performance.now() - start);
  if (rows.length !== ${ROWS}) throw new Error(rows.length + " rows came");
}
connection.destroy();
console.log(best, process.resourceUsage().maxRSS / 1000);
`;
  return told(process.execPath, ["--input-type=module", "--eval", source]);
}

/** What a client has told: its best time (ms), and its peak memory (MB). */
function told(program, args) {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8", cwd: import.meta.dirname });
  if (status !== 0) throw new Error(stderr);
  const [ms, megabytes] = stdout.trim().split(/\s+/).map(Number);
  return { ms, megabytes };
}

function readByPython(port, encoding) {
  const python =
    process.env.OMERO_PY_PYTHON ?? fileURLToPath(new URL("../../../.venv/omero-py/bin/python", import.meta.url));
  if (!existsSync(python)) return undefined;
  const source = `
import resource, time, Ice, omero, omero.all, omero_api_IQuery_ice
data = Ice.InitializationData(); data.properties = Ice.createProperties(); data.properties.setProperty("Ice.MessageSizeMax", "250000")
ic = Ice.initialize(data)
import omero.rtypes, omero.ObjectFactoryRegistrar as ofr, omero.columns
ofr.registerObjectFactory(ic, None)
for f in omero.rtypes.ObjectFactories.values(): f.register(ic)
q = omero.api.IQueryPrx.uncheckedCast(ic.stringToProxy("q -e ${encoding}:tcp -h 127.0.0.1 -p ${port}"))
best = 1e9
for _ in range(${ROUNDS}):
    t = time.perf_counter(); rows = q.projection("", None); best = min(best, time.perf_counter() - t)
assert len(rows) == ${ROWS}
print(best * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000); ic.destroy()
`;
  return told(python, ["-c", source]);
}
