import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import type { ImageId, JobId } from "#src/domain/ids.js";
import { type DraftFile, IllegalTransition } from "#src/domain/jobs.js";
import { history } from "#src/register/audit.js";
import { applyChanges, type Change } from "#src/register/changes.js";
import { type ClaimedFile, claimFiles, FencedOff, renewLeases } from "#src/register/claims.js";
import { CommitQueue } from "#src/register/commit-queue.js";
import { decide } from "#src/register/decide.js";
import { failedFilesOfJob, filesOfImage, filesOfJob } from "#src/register/files.js";
import { imagesById, markTold, untoldImages } from "#src/register/images.js";
import { imagesOfJob, jobById, jobTotals, listJobs, NoSuchJob, openWork } from "#src/register/jobs.js";
import { giveUpLease, takeLease } from "#src/register/leases.js";
import {
  countWaiting,
  dueMails,
  keepMails,
  lastAbout,
  serverAway,
  setFate,
  setServerAway,
} from "#src/register/mails.js";
import { createJob } from "#src/register/new-job.js";
import { forgetNews, newsToTell } from "#src/register/news.js";
import { endProgress, inHand, reportProgress } from "#src/register/progress.js";
import type { Register, RegisterAccess } from "#src/register/register.js";
import { type FoundJob, type FoundOpen, takeInJob } from "#src/register/take-in.js";
import { writing } from "#src/register/transaction.js";
import { draft } from "./drafts.js";

const LEASE = 60_000;
const EVIDENCE = {
  storeId: "0f0e-uuid" as never,
  storePath: "a/b",
  digests: { sha256: "ab" },
  verifiedHow: "direct" as const,
  size: 10,
};

/** Where a register is, for whoever opens it. */
export interface Place {
  readonly url: string;
  readonly access?: RegisterAccess;
}

/** What every register must do, whatever database is below it. */
export function registerSuite(
  name: string,
  fresh: () => Promise<Place & { register: Register; close: () => Promise<void> }>,
): void {
  describe(`a register over ${name}`, () => {
    let register: Register;
    let queue: CommitQueue;
    let place: Place;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ register, close, ...place } = await fresh());
      queue = new CommitQueue(register);
    });
    afterEach(() => close());

    const claim = (worker: string, now?: number) =>
      claimFiles(register, queue, { worker, limit: 100, bytes: 1e9, leaseMs: LEASE }, now);
    const newJob = async (images: Record<number, number[]>) => {
      const created = await createJob(register, draft(images), "scan");
      assert.ok(created);
      return created.jobId;
    };
    const archive = async (file: ClaimedFile) => {
      await file.ledger.commit("copied", { storePath: "a/b" });
      await file.ledger.commit("verified", EVIDENCE);
      await file.ledger.commit("safe");
      await file.ledger.commit("archived");
    };
    const wanted = async (...ids: number[]) =>
      (await imagesById(register, ids as ImageId[])).map((image) => image.wanted);

    it("takes a job from asking to the last file, and wants the tags that go with it", async () => {
      const jobId = await newJob({ 1: [10, 11], 2: [11] });
      assert.deepEqual(await wanted(1, 2), ["ARCHIVE-PENDING", "ARCHIVE-PENDING"]);
      assert.deepEqual(await claim("early"), []);
      await decide(register, jobId, "approve", "frida", "looks right");
      const files = await claim("w1");
      assert.equal(files.length, 2);
      assert.equal((await jobById(register, jobId)).state, "Running");
      for (const file of files) {
        if (file.key.id === 11) await archive(file);
      }
      assert.deepEqual(await wanted(1, 2), ["ARCHIVE-PENDING", "ARCHIVED"]);
      for (const file of files) {
        if (file.key.id === 10) await archive(file);
      }
      const job = await jobById(register, jobId);
      assert.equal(job.state, "Finished");
      assert.deepEqual([job.counts.done, job.bytesDone, job.note.description], [2, 210, "two = three\n100 % 細胞"]);
      assert.deepEqual(await wanted(1, 2), ["ARCHIVED", "ARCHIVED"]);
      const told = await history(register, `job ${jobId}`);
      assert.deepEqual(
        told.map(({ who, what, why }) => [who, what, why]),
        [
          ["scan", "archive asked by ada", undefined],
          ["frida", "approve", "looks right"],
        ],
      );
    });

    it("gives a file to one open job only, and an archived one to none", async () => {
      await newJob({ 1: [10, 11] });
      const second = await createJob(register, draft({ 1: [10, 11], 2: [11, 12] }), "scan");
      assert.ok(second);
      assert.deepEqual(second.notOurs, [1]);
      assert.deepEqual(
        (await imagesOfJob(register, second.jobId)).map(({ id, ours }) => [id, ours]),
        [
          [1, false],
          [2, true],
        ],
      );
      assert.equal(await createJob(register, draft({ 1: [10] }), "scan"), undefined);
      await decide(register, second.jobId, "approve", "frida");
      assert.deepEqual(
        (await claim("w1")).map((file) => file.key.id),
        [12],
      );
    });

    it("declines: files are free again, and the images want no tag", async () => {
      const jobId = await newJob({ 1: [10] });
      await decide(register, jobId, "decline", "frida", "too young");
      assert.equal((await jobById(register, jobId)).state, "Declined");
      assert.deepEqual(await wanted(1), ["none"]);
      assert.ok(await createJob(register, draft({ 1: [10] }), "scan"), "may be asked for again");
      await assert.rejects(decide(register, jobId, "approve", "frida"), IllegalTransition);
      await assert.rejects(decide(register, 99 as never, "approve", "frida"), NoSuchJob);
    });

    it("ends in Error where a file fails, and goes on from there when restarted", async () => {
      const jobId = await newJob({ 1: [10, 11] });
      await decide(register, jobId, "approve", "frida");
      for (const file of await claim("w1")) {
        if (file.key.id === 10) await archive(file);
        else await file.ledger.fail({ is: "failed", cause: "digest differs from OMERO's" });
      }
      assert.equal((await jobById(register, jobId)).state, "Error");
      assert.deepEqual(
        (await filesOfImage(register, 1 as ImageId)).map((file) => file.condition.is),
        ["ok", "failed"],
      );
      await decide(register, jobId, "restart", "frida");
      const [again, ...none] = await claim("w1");
      assert.ok(again);
      assert.equal(none.length, 0);
      await archive(again);
      assert.equal((await jobById(register, jobId)).state, "Finished");
    });

    it("fences off a worker whose lease has passed on", async () => {
      const jobId = await newJob({ 1: [10] });
      await decide(register, jobId, "approve", "frida");
      const [asleep] = await claim("asleep");
      assert.ok(asleep);
      assert.deepEqual(await claim("second"), []);
      const [taken] = await claim("second", Date.now() + LEASE + 1);
      assert.ok(taken);
      await assert.rejects(asleep.ledger.stillMine(), FencedOff);
      await assert.rejects(asleep.ledger.commit("copied"), FencedOff);
      await Promise.allSettled([asleep.ledger.commit("copied"), taken.ledger.commit("copied")]);
      await taken.ledger.stillMine();
      assert.equal((await filesOfImage(register, 1 as ImageId))[0]?.step, "copied");
    });

    it("takes a job in as it was left, whole or not at all", async () => {
      const left = draft({ 1: [10], 2: [20] });
      const [good, doubtful] = left.files as [DraftFile, DraftFile];
      const files: FoundOpen[] = [
        { file: good, step: "online", evidence: {} },
        { file: doubtful, step: "online", evidence: {}, failed: "its link leads nowhere" },
      ];
      const whole: FoundJob = { draft: left, files, decision: "approve", from: "Running/a" };
      const lost = "cut off";
      const cutOff = {
        ...doubtful,
        get key(): never {
          throw new Error(lost);
        },
      };
      await assert.rejects(
        takeInJob(register, { ...whole, files: [{ ...(files[0] as FoundOpen), file: cutOff }] }, "frida"),
        new Error(lost),
      );
      assert.deepEqual(await listJobs(register), [], "no job whose files are not as they were found");
      const jobId = await takeInJob(register, whole, "frida");
      assert.deepEqual(
        (await claim("w1")).map(({ key }) => key.id),
        [10],
      );
      assert.deepEqual((await jobById(register, jobId as JobId)).counts.failed, 1);
      assert.equal(await takeInJob(register, whole, "frida"), undefined, "nothing new in it");
    });

    it("what was found of earlier jobs is no news", async () => {
      const found = { draft: draft({ 1: [10] }), files: [], from: "Declined" };
      await takeInJob(register, { ...found, decision: "decline" }, "frida");
      assert.deepEqual(await newsToTell(register, 10), []);
    });

    it("eight workers at once take every file once", async () => {
      const ids = Array.from({ length: 120 }, (_, i) => 1_000 + i);
      const jobId = await newJob({ 1: ids });
      await decide(register, jobId, "approve", "frida");
      const taken = await Promise.all(
        Array.from({ length: 8 }, (_, i) => {
          const workerData = { url: place.url, access: place.access, worker: `w${i}` };
          const thread = new Worker(new URL("./claimer.js", import.meta.url), { workerData });
          return new Promise<string[]>((resolve, reject) => thread.once("message", resolve).once("error", reject));
        }),
      );
      assert.deepEqual(
        taken.flat().sort(),
        draft({ 1: ids })
          .files.map(({ path }) => path)
          .sort(),
      );
      const job = await jobById(register, jobId);
      assert.deepEqual([job.state, job.counts.failed], ["Error", 120]);
    });

    it("takes as many files at once as have so many bytes together, and at least one", async () => {
      const jobId = await newJob({ 1: [10, 20, 30, 40] });
      await decide(register, jobId, "approve", "frida");
      const sizes = async (bytes: number) =>
        (await claimFiles(register, queue, { worker: "w1", limit: 3, bytes, leaseMs: LEASE })).map(({ size }) => size);
      assert.deepEqual(await sizes(350), [100, 200]);
      assert.deepEqual(await sizes(1), [300]);
      assert.deepEqual(await sizes(1e9), [400]);
    });

    it("gives more time to what a worker has in hand", async () => {
      const jobId = await newJob({ 1: [10, 11] });
      await decide(register, jobId, "approve", "frida");
      const [file] = await claimFiles(register, queue, { worker: "w1", limit: 1, bytes: 1e9, leaseMs: LEASE });
      const [other] = await claim("w2");
      await renewLeases(register, "w1", 10 * LEASE);
      assert.deepEqual(
        (await claim("w3", Date.now() + 2 * LEASE)).map(({ key }) => key),
        [other?.key],
      );
      await file?.ledger.stillMine();
    });

    it("counts bytes of files larger than 4 GB", async () => {
      const size = 2 ** 41 + 1;
      const { files, ...rest } = draft({ 1: [10, 11] });
      const created = await createJob(register, { ...rest, files: files.map((file) => ({ ...file, size })) }, "scan");
      assert.equal((await jobById(register, created?.jobId as JobId)).bytes, 2 * size);
      assert.deepEqual(await openWork(register), { files: 0, bytes: 0 });
      await decide(register, created?.jobId as JobId, "approve", "frida");
      for (const file of await claimFiles(register, queue, { worker: "w1", limit: 2, bytes: 2 ** 50, leaseMs: LEASE }))
        await archive(file);
      const { bytesDone } = await jobById(register, created?.jobId as JobId);
      assert.equal(bytesDone, 2 * size);
      assert.deepEqual(
        (await jobTotals(register)).map((row) => row.bytes),
        [2 * size],
      );
    });

    it("lists files in the order of their paths' bytes, whatever the language", async () => {
      const { files, ...rest } = draft({ 1: [1, 2, 3, 4] });
      const paths = ["/a/b.tif", "/a/Z.tif", "/a/é.tif", "/A.tif"];
      await createJob(
        register,
        { ...rest, files: files.map((file, i) => ({ ...file, path: paths[i] as string })) },
        "scan",
      );
      assert.deepEqual(
        (await filesOfImage(register, 1 as ImageId)).map(({ path }) => path),
        ["/A.tif", "/a/Z.tif", "/a/b.tif", "/a/é.tif"],
      );
    });

    it("lets one at a time do what only one may, until its lease is over or it is dead", async () => {
      const take = (worker: string, leaseMs = LEASE, isDead = false) =>
        takeLease(register, "scan", { worker, leaseMs }, () => isDead);
      assert.equal(await take("w1"), undefined);
      assert.equal((await take("w2"))?.worker, "w1");
      assert.equal(await take("w1"), undefined, "its own lease may be renewed");
      assert.equal(await take("w2", LEASE, true), undefined);
      assert.equal(await take("w2", -1), undefined);
      assert.equal(await take("w3"), undefined, "the lease of w2 is over");
      await giveUpLease(register, "scan", "w2");
      assert.equal((await take("w1"))?.worker, "w3");
      await giveUpLease(register, "scan", "w3");
      assert.equal(await take("w1"), undefined);
    });

    it("says how far workers are with what they have in hand", async () => {
      await reportProgress(register, "w1", 10);
      await reportProgress(register, "w1", 2 ** 40);
      await reportProgress(register, "w2", 1);
      assert.deepEqual(await inHand(register), { workers: 2, bytes: 2 ** 40 + 1 });
      await endProgress(register, "w1");
      assert.deepEqual(await inHand(register), { workers: 1, bytes: 1 });
    });

    it("fences off who works on a job that is cancelled meanwhile", async () => {
      const jobId = await newJob({ 1: [10] });
      await decide(register, jobId, "approve", "frida");
      const [file] = await claim("w1");
      await decide(register, jobId, "cancel", "frida");
      await assert.rejects(file?.ledger.commit("copied") ?? Promise.resolve(), FencedOff);
    });

    it("keeps what OMERO has still to be told until it was told, and tells it once", async () => {
      const jobId = await newJob({ 1: [10], 2: [20] });
      const first = await untoldImages(register, { limit: 10 });
      assert.deepEqual(
        first.map((image) => image.id),
        [1, 2],
      );
      await decide(register, jobId, "decline", "frida");
      await markTold(register, first);
      const second = await untoldImages(register, { limit: 10 });
      assert.deepEqual(
        second.map((image) => image.wanted),
        ["none", "none"],
        "what changed meanwhile is still to be told",
      );
      await markTold(register, second);
      assert.deepEqual(await untoldImages(register, { limit: 10 }), []);
    });

    it("counts a change once, although it is made again because nobody knew whether it had been", async () => {
      const jobId = await newJob({ 1: [10, 11, 12] });
      await decide(register, jobId, "approve", "frida");
      const [first, second] = await claim("w1");
      assert.ok(first && second);
      const changes: Change[] = [
        { is: "done", step: "archived", evidence: EVIDENCE, file: first, jobId, token: first.token, worker: "w1" },
        {
          is: "stopped",
          condition: { is: "failed", cause: "bad" },
          file: second,
          jobId,
          token: second.token,
          worker: "w1",
        },
      ];
      const make = () => writing(register, (db) => applyChanges(db, changes, Date.now()));
      assert.equal((await make()).size, 0);
      assert.equal((await make()).size, 2);
      const { counts, bytesDone } = await jobById(register, jobId);
      assert.deepEqual([counts.done, counts.failed, bytesDone], [1, 1, 100]);
      assert.equal((await history(register, "file managed:10")).length, 1);
    });

    it("gives the images and files of a job page by page, and those files that have failed", async () => {
      const jobId = await newJob({ 1: [10, 11], 2: [12], 3: [13] });
      await newJob({ 4: [14] });
      await decide(register, jobId, "approve", "frida");
      for (const { key, ledger } of await claim("w1"))
        if (key.id > 11) await ledger.fail({ is: "failed", cause: "bad" });
      const ids = (files: readonly { key: { id: number } }[]) => files.map(({ key }) => key.id);
      assert.deepEqual(ids(await filesOfJob(register, jobId)), [10, 11, 12, 13]);
      assert.deepEqual(ids(await filesOfJob(register, jobId, { after: "managed:10", limit: 2 })), [11, 12]);
      assert.deepEqual(ids(await failedFilesOfJob(register, jobId)), [12, 13]);
      assert.deepEqual(ids(await failedFilesOfJob(register, jobId, { after: "managed:12", limit: 2 })), [13]);
      const images = await imagesOfJob(register, jobId, { after: 1 as ImageId, limit: 1 });
      assert.deepEqual(
        images.map(({ id, ours }) => [id, ours]),
        [[2, true]],
      );
    });

    it("keeps news of jobs, and mails until they are sent or refused", async () => {
      const jobId = await newJob({ 1: [10], 2: [11] });
      await decide(register, jobId, "approve", "frida", "agreed");
      const [first, second] = (await claim("w1")) as [ClaimedFile, ClaimedFile];
      await first.ledger.fail({ is: "failed", cause: "bad" });
      await second.ledger.fail({ is: "failed", cause: "bad" });
      const news = await newsToTell(register, 10);
      assert.deepEqual(
        news.map(({ about, who, why }) => [about, who, why]),
        [
          ["New", "scan", undefined],
          ["Approved", "frida", "agreed"],
          ["Error", "run", undefined],
        ],
      );
      const mail = { about: "Error", jobId, subject: "s", body: "b" } as const;
      const mails = ["a", "b", "c"].map((name) => ({ ...mail, address: `${name}@example.org` }));
      await keepMails(register, mails, news.slice(1), 5_000_000_000_000);
      assert.deepEqual(
        (await newsToTell(register, 10)).map(({ about }) => about),
        ["New"],
      );
      await forgetNews(register, jobId);
      assert.deepEqual(await newsToTell(register, 10), []);
      assert.deepEqual(
        [await lastAbout(register, "Error"), await lastAbout(register, "New")],
        [5_000_000_000_000, undefined],
      );
      const due = await dueMails(register, 0, 10);
      assert.deepEqual(
        due.map(({ id: _, ...rest }) => rest),
        mails.map((mail) => ({ ...mail, at: 5_000_000_000_000 })),
      );
      const [sent, refused, later] = due.map(({ id }) => id) as [number, number, number];
      await setFate(register, sent, { is: "sent" });
      await setFate(register, refused, { is: "refused", trouble: "no such mailbox" });
      await setFate(register, later, { is: "waiting", until: 1_000, trouble: "busy" });
      assert.equal(await countWaiting(register), 1);
      assert.deepEqual(
        [(await dueMails(register, 999, 10)).length, (await dueMails(register, 1_000, 10)).length],
        [0, 1],
      );
      for (const away of [{ until: 1_000, trouble: "down" }, { until: 2_000, trouble: "still down" }, undefined]) {
        await setServerAway(register, away);
        assert.deepEqual(await serverAway(register), away);
      }
    });

    it("lists jobs newest first, by state, page by page", async () => {
      const ids = [];
      for (const image of [1, 2, 3]) ids.push(await newJob({ [image]: [image * 10] }));
      await decide(register, ids[1] as never, "approve", "frida");
      assert.deepEqual(
        (await listJobs(register, { states: ["New"] })).map((job) => job.id),
        [ids[2], ids[0]],
      );
      assert.deepEqual(
        (await listJobs(register, { limit: 1, before: ids[2] as never })).map((job) => job.id),
        [ids[1]],
      );
    });

    it("restores: archived files come back, and the images want no tag any more", async () => {
      const jobId = await newJob({ 1: [10], 2: [10] });
      await decide(register, jobId, "approve", "frida");
      for (const file of await claim("w1")) await archive(file);
      const created = await createJob(register, draft({ 1: [10], 2: [10] }, "restore"), "ada");
      assert.ok(created);
      await decide(register, created.jobId, "approve", "ada");
      const [file] = await claim("w2");
      assert.ok(file);
      assert.equal(file.jobKind, "restore");
      assert.equal(file.evidence.storePath, "a/b");
      for (const step of ["recalled", "restored", "online"] as const) await file.ledger.commit(step);
      assert.equal((await jobById(register, created.jobId)).state, "Finished");
      assert.deepEqual(await wanted(1, 2), ["none", "none"]);
    });
  });
}
