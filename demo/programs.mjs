// Starts the two programs as a person would, and shows what was typed.
import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const bin = (path) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));
/** Long enough for a slow machine; a demo that hangs is no demo. */
const START_MS = 120_000;

export const say = (text) => console.log(text);
export const section = (title) => console.log(`\n── ${title} ${"─".repeat(Math.max(3, 90 - title.length))}\n`);

/** Runs omero-archiver and waits for its end. */
export function omeroArchiver(config, words) {
  say(`$ omero-archiver ${words.map((word) => (/^[\w:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ")}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin("archiver/bin/omero-archiver.js"), "--config", config, ...words], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve(say("")) : reject(new Error(`omero-archiver ${words[0]} ended with ${code}`)),
    );
  });
}

/** Starts the stand-in on free ports; resolves when it says that it is ready. */
export async function startStandin(dataDir) {
  say("$ omero-standin --data … --ssl-port 0 --tcp-port 0");
  mkdirSync(dataDir, { recursive: true });
  const log = openSync(join(dataDir, "standin.log"), "a");
  const child = spawn(
    process.execPath,
    [bin("standin/bin/omero-standin.js"), "--data", dataDir, "--ssl-port", "0", "--tcp-port", "0"],
    {
      stdio: ["ignore", "pipe", log],
      detached: true,
    },
  );
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const ready = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the stand-in did not start within ${START_MS} ms`)), START_MS);
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith("{")) return;
      clearTimeout(late);
      resolve(JSON.parse(line));
    });
    exited.then((code) => reject(new Error(`the stand-in ended with ${code}; see ${join(dataDir, "standin.log")}`)));
  }).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    ...ready,
    pid: child.pid,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
    /** Lets it run on after this program has ended. */
    leave: () => {
      child.stdout.destroy();
      child.unref();
    },
  };
}
