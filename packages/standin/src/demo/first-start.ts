import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoriesOf } from "../new-database.js";
import { databaseFileIn, type StandIn } from "../standin.js";
import type { Store } from "../store/store.js";
import { createDemoWorld } from "./world.js";

/** Addresses that stand for all of a machine's: clients on it take the loopback. */
const WILDCARDS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * Starts a stand-in; a data directory that is new is filled with the demo world first.
 * @param rootPassword may only be undefined where there is a database already
 * @throws Error where an earlier first start was cut off: half a world is of no use.
 */
export async function withDemoWorld(
  dataDir: string,
  rootPassword: string | undefined,
  start: () => Promise<StandIn>,
): Promise<StandIn> {
  const unfinished = join(dataDir, "demo-world.unfinished");
  if (existsSync(unfinished)) {
    throw new Error(`The demo world in ${dataDir} was not finished: remove the directory, and start again.`);
  }
  if (rootPassword === undefined || existsSync(databaseFileIn(dataDir))) return start();
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(unfinished, "");
  const standIn = await start();
  try {
    const host = WILDCARDS[standIn.host] ?? standIn.host;
    await createDemoWorld({ host, port: standIn.ports.tcp, transport: "tcp", rootPassword }, dataDir);
    adoptFilesets(standIn.store);
  } catch (error) {
    await standIn.close();
    throw error;
  }
  rmSync(unfinished);
  return standIn;
}

/** What OMERO's importer does inside the server, as no client may: the files of filesets belong to the managed repository. */
function adoptFilesets(store: Store): void {
  const [repo] = [...repositoriesOf(store)].find(([, folder]) => folder === "ManagedRepository") ?? [];
  if (repo === undefined) throw new Error("The database knows no managed repository.");
  store.transaction(() => {
    for (const { originalFile } of store.where("FilesetEntry", {})) {
      store.update("OriginalFile", Number(originalFile), { repo });
    }
  });
}
