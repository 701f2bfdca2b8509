import { giveUpLease, type Lease, takeLease } from "../register/leases.js";
import type { Register } from "../register/register.js";
import { isDead, workerName } from "./worker.js";

const LEASE = 60_000;

/** Done, with what it came to; or left to somebody who is at it already. */
export type Exclusive<T> = { readonly done: T } | { readonly leftTo: Lease };

/** Does what only one process may do at a time. A process that has died holds nobody up. */
export async function exclusively<T>(register: Register, name: string, work: () => Promise<T>): Promise<Exclusive<T>> {
  const worker = workerName();
  const take = () => takeLease(register, name, { worker, leaseMs: LEASE }, isDead);
  const other = await take();
  if (other) return { leftTo: other };
  const renewing = setInterval(() => void take().catch(() => {}), LEASE / 3);
  try {
    return { done: await work() };
  } finally {
    clearInterval(renewing);
    await giveUpLease(register, name, worker);
  }
}
