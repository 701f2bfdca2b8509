// npm run bench -- scan [--json] [--images 1000,10000,100000] [--files 10]: `omero-archiver scan` over so many tagged images of
// so many files each: calls to OMERO to find them (a dry run) and in all, time and memory of its process. $BENCH_DIR says where the files are made.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PASSWORD, startWorld } from "../../standin/bench/_world.mjs";
import { countCalls } from "./_calls.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const sizes = option("images", "1000,10000,100000").split(",").map(Number);
const filesEach = Number(option("files", "10"));

const results = [];
for (const images of sizes) results.push(await scanned(images));
if (process.argv.includes("--json")) console.log(JSON.stringify({ filesEach, results }, null, 2));
else
  console.table(
    results.map(({ images, files, finding, calls, allowed, seconds, perImage, megabytes }) => ({
      ...{ images, files, "calls to find": finding, "images / 500": allowed, "calls in all": calls },
      seconds: seconds.toFixed(1),
      "ms an image": perImage.toFixed(3),
      "peak MB": megabytes.toFixed(0),
    })),
  );

async function scanned(images) {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), "bench-scan-"));
  try {
    const dataDir = join(folder, "OMERO");
    const standIn = await startWorld({ dataDir, images, filesEach, tagged: true, onDisk: true });
    const counted = await countCalls(standIn.ports.tcp);
    const config = join(folder, "omero-archiver.yaml");
    writeFileSync(
      config,
      JSON.stringify({
        omero: { host: "127.0.0.1", port: counted.port, transport: "tcp", user: "root" },
        ...{ dataDir, archiveDir: join(folder, "records"), register: `sqlite:${join(folder, "register.db")}` },
      }),
    );
    const { seconds, megabytes, jobs, finding } = await scan(folder, config, counted);
    counted.close();
    await standIn.close();
    const found = jobs.reduce((sum, { counts }) => sum + counts.files, 0);
    if (found !== images * filesEach) throw new Error(`${found} of ${images * filesEach} files are in jobs`);
    const perImage = (seconds * 1_000) / images;
    return {
      images,
      files: images * filesEach,
      finding,
      calls: counted.calls,
      allowed: images / 500,
      seconds,
      perImage,
      megabytes,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Scans as a site does. */
async function scan(folder, config, counted) {
  const memory = join(folder, "memory");
  const hook = `data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(process.env.MEMORY,String(process.resourceUsage().maxRSS)))`;
  const run = (words, out) =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [
          "--import",
          hook,
          join(import.meta.dirname, "../bin/omero-archiver.js"),
          "--config",
          config,
          "--json",
          ...words,
        ],
        {
          stdio: ["ignore", out, "inherit"],
          env: { ...process.env, OMERO_ARCHIVER_PASSWORD: PASSWORD, MEMORY: memory },
        },
      );
      child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${words} ended with ${code}`))));
    });
  await run(["scan", "--dry-run"], "ignore");
  const finding = counted.calls;
  counted.calls = 0;
  const start = performance.now();
  await run(["scan"], "ignore");
  const seconds = (performance.now() - start) / 1_000;
  const megabytes = Number(readFileSync(memory, "utf8")) / 1_000;
  const list = join(folder, "jobs.json");
  const out = openSync(list, "w");
  await run(["jobs", "list"], out);
  closeSync(out);
  return { seconds, megabytes, finding, jobs: JSON.parse(readFileSync(list, "utf8")) };
}
