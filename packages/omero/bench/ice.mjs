// A million rows through the client, page by page, from a stand-in that knows as many files: the memory of the client's process
// must not grow with them. `--rows N` for another number.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PASSWORD, startWorld } from "../../standin/bench/_world.mjs";

const at = process.argv.indexOf("--rows");
const rows = at < 0 ? 1_000_000 : Number(process.argv[at + 1]);

const dataDir = mkdtempSync(join(tmpdir(), "bench-rows-"));
try {
  const standIn = await startWorld({ dataDir, images: 1, filesEach: rows });
  const { seconds, memory } = await iterated(standIn.ports.ssl);
  await standIn.close();
  // The first tenth is where the process takes what it needs: pages' buffers, compiled code.
  const [first, last] = [memory[0], memory.at(-1)];
  const grown = last.megabytes - first.megabytes;
  if (process.argv.includes("--json")) console.log(JSON.stringify({ rows, seconds, memory, grown }, null, 2));
  else {
    console.log(`\n${rows} rows of 5 values through the client over TLS: ${Math.round(rows / seconds)} rows/s`);
    console.table(memory.map(({ rows, megabytes }) => ({ "after rows": rows, "resident MB": Math.round(megabytes) })));
    console.log(`grown since the first tenth: ${grown.toFixed(0)} MB`);
  }
  if (grown > 64) throw new Error(`the client's memory has grown by ${grown.toFixed(0)} MB over ${rows} rows`);
} finally {
  rmSync(dataDir, { recursive: true });
}

/** In a process of its own, so that the server's memory is not counted. */
function iterated(port) {
  const source = `
    import { OmeroClient } from "@omero-archiver/omero";
    const omero = await OmeroClient.connect({ host: "127.0.0.1", port: ${port}, tls: { verify: false }, login: { user: "root", password: process.env.PASSWORD } });
    const memory = [];
    const start = performance.now();
    let rows = 0;
    for await (const row of omero.pages("select f.id, f.path, f.name, f.size, f.hash from OriginalFile f where f.id > :after and f.mimetype = 'image/tiff' order by f.id", {}, { group: "all" })) {
      rows++;
      if (rows % ${Math.ceil(rows / 10)} === 0) memory.push({ rows, megabytes: process.memoryUsage.rss() / 1e6 });
    }
    const seconds = (performance.now() - start) / 1000;
    if (rows !== ${rows}) throw new Error(rows + " rows came");
    await omero.close();
    console.log(JSON.stringify({ seconds, memory }));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    cwd: import.meta.dirname,
    env: { ...process.env, PASSWORD },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    let told = "";
    child.stdout.on("data", (piece) => {
      told += piece;
    });
    child.on("close", (code) =>
      code === 0 ? resolve(JSON.parse(told)) : reject(new Error(`the client ended with ${code}`)),
    );
  });
}
