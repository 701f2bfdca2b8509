import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { sql } from "kysely";
import type { JobId } from "#src/domain/ids.js";
import { applyChanges } from "#src/register/changes.js";
import { claimFiles, FencedOff } from "#src/register/claims.js";
import { CommitQueue } from "#src/register/commit-queue.js";
import { decide } from "#src/register/decide.js";
import { jobById, listJobs } from "#src/register/jobs.js";
import { createJob } from "#src/register/new-job.js";
import { openRegister, type Register, type RegisterAccess } from "#src/register/register.js";
import { writing } from "#src/register/transaction.js";
import { RegisterUnusable } from "#src/register/unusable.js";
import { draft } from "./drafts.js";
import { certificate, PostgresServer, withoutPostgres } from "./postgres-server.js";
import { registerSuite } from "./suite.js";

const skip = withoutPostgres();
const LEASE = 60_000;

describe("PostgreSQL", { skip, timeout: 180_000 }, () => {
  let server: PostgresServer;
  let access: RegisterAccess;
  before(async () => {
    server = await PostgresServer.start();
    access = { password: server.password };
  });
  after(() => server?.stop());

  registerSuite("PostgreSQL", async () => {
    const url = server.newDatabase();
    const register = await openRegister(url, access);
    return { url, access, register, close: () => register.destroy() };
  });

  describe("by means of its own", () => {
    let url: string;
    let register: Register;
    let queue: CommitQueue;
    beforeEach(async () => {
      url = server.newDatabase();
      register = await openRegister(url, access);
      queue = new CommitQueue(register);
    });
    afterEach(async () => {
      mock.restoreAll();
      await register.destroy();
    });
    const approvedJob = async (...files: number[]): Promise<JobId> => {
      const created = await createJob(register, draft({ 1: files }), "scan");
      await decide(register, created?.jobId as JobId, "approve", "frida");
      return created?.jobId as JobId;
    };
    const claim = (worker: string, asOf?: number) =>
      claimFiles(register, queue, { worker, limit: 2, bytes: 1e9, leaseMs: LEASE }, asOf);

    it("who claims waits neither for who writes nor for who claims", async () => {
      await approvedJob(10, 11, 12, 13);
      assert.equal((await claim("w1")).length, 2);
      await register.transaction().execute(async (claiming) => {
        await claiming.selectFrom("file").select("key").where("key", "=", "managed:12").forUpdate().execute();
        await writing(register, async (db) => {
          await db.updateTable("job").set({ done: 0 }).execute();
          assert.deepEqual(
            (await claim("w2")).map(({ key }) => key.id),
            [13],
          );
        });
      });
    });

    it("nobody takes a file over while a change of who had it is being made", async () => {
      await approvedJob(10);
      const [file] = await claim("asleep");
      assert.ok(file);
      const later = Date.now() + 2 * LEASE;
      const { jobId, token } = file;
      await writing(register, async (db) => {
        await applyChanges(db, [{ is: "looked at", file, jobId, token, worker: "asleep" }], Date.now());
        assert.deepEqual(await claim("second", later), []);
      });
      assert.equal((await claim("second", later)).length, 1);
      await assert.rejects(file.ledger.stillMine(), FencedOff);
    });

    it("leases run by the server's clock: who thinks that it is tomorrow takes nothing away", async () => {
      await approvedJob(10);
      assert.equal((await claim("w1")).length, 1);
      const now = Date.now();
      mock.method(Date, "now", () => now + 24 * 3_600_000);
      assert.deepEqual(await claim("w2"), []);
    });

    it("those who write at the same time have their turns: a file is in one job only", async () => {
      const created = await Promise.all(
        [1, 2, 3, 4].map((image) => createJob(register, draft({ [image]: [10, image + 100] }), "scan")),
      );
      const jobs = await Promise.all(created.map((one) => jobById(register, one?.jobId as JobId)));
      const held = await register
        .selectFrom("file")
        .select(["key", "job_id"])
        .where("key", "=", "managed:10")
        .execute();
      assert.equal(held.length, 1);
      assert.equal(jobs.filter(({ id, bytes }) => bytes > 1_050 && id === held[0]?.job_id).length, 1);
      assert.equal(jobs.filter(({ bytes }) => bytes > 1_050 + 60).length, 0);
    });

    it("a connection that breaks is opened anew", async () => {
      await approvedJob(10);
      const other = await openRegister(url, access);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other);
      await other.destroy();
      for (;;) {
        // The end of the old connection may still be on its way to us.
        const jobs = await listJobs(register).catch(() => undefined);
        if (jobs === undefined) continue;
        assert.equal(jobs.length, 1);
        break;
      }
    });

    it("a text that it can't keep is refused, and nothing of what came with it is kept", async () => {
      const { images, ...rest } = draft({ 1: [10] });
      const odd = images.map((image) => ({ ...image, name: "a\0b" }));
      await assert.rejects(createJob(register, { ...rest, images: odd }, "scan"), /character U\+0000/);
      assert.deepEqual(await listJobs(register), []);
      const jobId = await approvedJob(10);
      const [file] = await claim("w1");
      await assert.rejects(async () => file?.ledger.fail({ is: "failed", cause: "odd \0 cause" }), /character U\+0000/);
      assert.equal((await jobById(register, jobId)).state, "Running");
      await file?.ledger.fail({ is: "failed", cause: "a literal \\u0000 is only text" });
      assert.equal((await jobById(register, jobId)).state, "Error");
    });

    it("a password that is wrong, or a database that is not there, is said, and no password with it", async () => {
      const wrong = openRegister(url, { password: "not-this-one" });
      await assert.rejects(wrong, (error: Error) => {
        assert.ok(error instanceof RegisterUnusable);
        assert.match(
          error.message,
          /postgres:.*can't be reached: password authentication failed.*registerPasswordFile/,
        );
        assert.doesNotMatch(error.message, /not-this-one/);
        return true;
      });
      await assert.rejects(openRegister(`${url}0`, access), /database "register_\d+0" does not exist/);
      await assert.rejects(openRegister("postgres://me@127.0.0.1:1/omero", access), /can't be reached: .*ECONNREFUSED/);
    });
  });
});

describe("PostgreSQL over the network", { skip }, () => {
  let server: PostgresServer;
  let ca: Buffer;
  before(async () => {
    const { key, cert } = certificate();
    ca = Buffer.from(cert);
    server = await PostgresServer.start({ tls: { key, cert } });
  });
  after(() => server?.stop());
  const open = async (host: string, tls?: RegisterAccess["tls"]) => {
    const url = server.newDatabase(host);
    const register = await openRegister(url, { password: server.password, ...(tls ? { tls } : {}) });
    const { rows } = await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(
      register,
    );
    await register.destroy();
    return rows[0]?.ssl;
  };

  it("shows who it is, unless it is on this machine or the site says otherwise", async () => {
    assert.equal(await open("127.0.0.1"), false);
    assert.equal(await open("localhost", { verify: true, ca }), true);
    await assert.rejects(open("localhost", { verify: true }), /can't be reached: self-signed certificate/);
    // An address that is not known to be this machine's, although it is.
    await assert.rejects(open("0.0.0.0"), /can't be reached: self-signed certificate/);
    await assert.rejects(open("0.0.0.0", { verify: true, ca }), /IP: 0\.0\.0\.0 is not in the cert's list/);
    assert.equal(await open("0.0.0.0", { verify: false }), true);
  });
});

describe("a PostgreSQL that does not keep what it says", { skip }, () => {
  it("is refused", async () => {
    const server = await PostgresServer.start({ settings: ["fsync=off"] });
    try {
      await assert.rejects(openRegister(server.newDatabase(), { password: server.password }), /fsync = off/);
    } finally {
      await server.stop();
    }
  });
});
