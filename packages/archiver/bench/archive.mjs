// npm run bench -- archive [--json] [--rounds N] [--large COUNTxMB] [--small COUNTxKB]: archiving next to other ways of copying
// and verifying, on the same files, with a cold cache, in one run. Ours is the only one here that reads back from the medium
// itself, brings every name to the disk, and replaces the originals. $BENCH_DIR says on which disk; as root, for the cache.
import { execFileSync } from "node:child_process";
import { createHash, randomFillSync } from "node:crypto";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { archiveAll } from "./_ours.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const json = process.argv.includes("--json");
const rounds = Number(option("rounds", "3"));
const [largeCount, largeMb] = option("large", "6x256").split("x").map(Number);
const [smallCount, smallKb] = option("small", "10000x20").split("x").map(Number);

const BASELINE = join(import.meta.dirname, "_baseline.py");
const results = [];
for (const set of [
  { name: "large", count: largeCount, bytes: largeMb << 20, ways: { floor, ...peers() } },
  { name: "small", count: smallCount, bytes: smallKb << 10, ways: peers() },
]) {
  if (set.count === 0) continue;
  const times = new Map();
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), "bench-archive-"));
    try {
      const files = makeFiles(join(folder, "OMERO", "ManagedRepository"), set);
      for (const [way, run] of Object.entries(set.ways)) {
        const target = join(folder, way);
        mkdirSync(target);
        coldCache();
        note(times, way, await run(files, join(folder, "OMERO", "ManagedRepository"), target));
        rmSync(target, { recursive: true });
      }
      coldCache();
      note(times, "omero-archiver", await archiveAll(folder, files));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  results.push(summary(set, times));
}
if (json) console.log(JSON.stringify({ rounds, results }, null, 2));
else
  for (const { title, rows } of results) {
    console.log(`\n${title}`);
    console.table(
      Object.fromEntries(rows.map(({ way, seconds, rate, ofOurs }) => [way, { seconds, rate, "time / ours": ofOurs }])),
    );
  }

function peers() {
  return {
    "python: copy, md5+sha256+adler32, verify": (_files, source, target) =>
      timed("python3", [BASELINE, source, target]),
    ...(has("rclone")
      ? {
          "rclone copy, check": (_, source, target) =>
            timed("sh", ["-c", `rclone copy "$0" "$1" && rclone check "$0" "$1" 2>/dev/null`, source, target]),
        }
      : {}),
    ...(has("rsync")
      ? {
          "rsync -a --fsync, rsync -c": (_, source, target) =>
            timed("sh", ["-c", `rsync -a --fsync "$0/" "$1/" && rsync -a -c -n "$0/" "$1/"`, source, target]),
        }
      : {}),
    "cp, sha256sum": (_, source, target) =>
      timed("sh", [
        "-c",
        `cp -a "$0/." "$1/" && cd "$0" && find . -type f -exec sha256sum {} + > "$1/sums" && cd "$1" && sha256sum --quiet -c sums`,
        source,
        target,
      ]),
  };
}

/** What no way can be faster than, one step after the other: all read once, written once with fsync, and read from the medium. */
function floor(files, _source, target) {
  return files.reduce((sum, { path }, i) => {
    const copy = join(target, String(i));
    return (
      sum +
      timed("dd", [`if=${path}`, "of=/dev/null", "bs=8M", "iflag=direct", "status=none"]) +
      timed("dd", [
        "if=/dev/zero",
        `of=${copy}`,
        "bs=8M",
        `count=${largeMb / 8}`,
        "oflag=direct",
        "conv=fsync",
        "status=none",
      ]) +
      timed("dd", [`if=${copy}`, "of=/dev/null", "bs=8M", "iflag=direct", "status=none"])
    );
  }, 0);
}

function makeFiles(root, { count, bytes }) {
  const block = Buffer.alloc(Math.min(bytes, 1 << 20));
  const files = [];
  for (let i = 0; i < count; i++) {
    const path = join(root, `user_${i % 7}`, `2026-11`, `${Math.floor(i / 50)}`, `image ${i}.tif`);
    mkdirSync(dirname(path), { recursive: true });
    const hash = createHash("sha1");
    const fd = openSync(path, "w");
    for (let at = 0; at < bytes; at += block.length) {
      randomFillSync(block, 0, Math.min(block.length, 1 << 16));
      writeSync(fd, block);
      hash.update(block);
    }
    closeSync(fd);
    files.push({ path, size: bytes, sha1: hash.digest("hex") });
  }
  return files;
}

function coldCache() {
  execFileSync("sync");
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "3");
  } catch {
    if (!coldCache.said) console.error("not root: the cache is not cold");
    coldCache.said = true;
  }
}

function timed(program, words) {
  const start = performance.now();
  execFileSync(program, words, { stdio: ["ignore", "ignore", "inherit"] });
  return performance.now() - start;
}

function has(program) {
  return process.env.PATH.split(":").some((folder) => existsSync(join(folder, program)));
}

function note(times, way, ms) {
  times.set(way, [...(times.get(way) ?? []), ms]);
}

function summary({ name, count, bytes }, times) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const ours = median(times.get("omero-archiver"));
  return {
    title: `${count} ${name} files of ${bytes >= 1 << 20 ? `${bytes >> 20} MB` : `${bytes >> 10} KB`}`,
    rows: [...times].map(([way, all]) => ({
      way,
      seconds: Number((median(all) / 1_000).toFixed(2)),
      rate:
        name === "large"
          ? `${Math.round((count * bytes) / 1e6 / (median(all) / 1_000))} MB/s`
          : `${Math.round(count / (median(all) / 1_000))} files/s`,
      ofOurs: Number((median(all) / ours).toFixed(2)),
      all: all.map((ms) => Math.round(ms)),
    })),
  };
}
