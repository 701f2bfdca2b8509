import { parentPort, workerData } from "node:worker_threads";
import { claimFiles } from "#src/register/claims.js";
import { CommitQueue } from "#src/register/commit-queue.js";
import { openRegister } from "#src/register/register.js";
import type { Place } from "./suite.js";

// A thread that claims files, three at a time, and gives them up as failed, until there are none left.
const { url, access, worker } = workerData as Place & { worker: string };
const register = await openRegister(url, access);
const queue = new CommitQueue(register);
const taken: string[] = [];
for (;;) {
  const files = await claimFiles(register, queue, { worker, limit: 3, bytes: 1e9, leaseMs: 60_000 });
  if (files.length === 0) break;
  taken.push(...files.map(({ path }) => path));
  await Promise.all(files.map(({ ledger }) => ledger.fail({ is: "failed", cause: worker })));
}
await register.destroy();
parentPort?.postMessage(taken);
