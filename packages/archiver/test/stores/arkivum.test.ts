import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Appliance, type Fault } from "@omero-archiver/standin";
import { fileSchema, type StoreConfiguration } from "#src/config/schema.js";
import { pathOfInfo } from "#src/stores/arkivum/appliance.js";
import { initStore, StoreUnavailable } from "#src/stores/marker.js";
import { openStore } from "#src/stores/open.js";
import type { Copy } from "#src/stores/store.js";

/** Everything has happened at once, and nothing ever will. */
const DONE = { known: 0, final: 0, states: [{ name: "green", after: 0 }] };
const MINUTE = 60_000;

describe("an Arkivum store", () => {
  const folder = mkdtempSync(join(tmpdir(), "arkivum-"));
  const mount = join(folder, "mount");
  const root = join(mount, "omero");
  let appliance: Appliance;
  before(async () => {
    mkdirSync(root, { recursive: true });
    initStore(root);
    appliance = await Appliance.start({ mount, folder: join(folder, "appliance"), pace: DONE });
  });
  after(async () => {
    await appliance?.close();
    rmSync(folder, { recursive: true });
  });

  const configured = (more: object = {}) =>
    fileSchema.parse({
      store: {
        ...{ type: "arkivum", root, mount, server: `https://localhost:${appliance.port}` },
        tls: { ca: appliance.certificateFile },
        ...more,
      },
    }).store as StoreConfiguration;
  const copied = (name: string, { ago = 0, text, said }: { ago?: number; text?: string; said?: string } = {}): Copy => {
    const path = `OMERO/Files/${name}`;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text ?? name);
    const sent = Buffer.from(said ?? text ?? name);
    return {
      key: { kind: "original", id: 7 },
      path,
      size: sent.length,
      digests: { md5: createHash("md5").update(sent).digest("hex") },
      copiedAt: Date.now() - ago,
    };
  };
  const judged = async (copy: Copy, more: object = {}) => (await openStore(configured(more)).safety([copy]))[0];
  /** With another pace or fault of the appliance. */
  const during = async <T>(change: { pace?: typeof DONE; fault?: Fault }, work: () => Promise<T>): Promise<T> => {
    Object.assign(appliance, change);
    try {
      return await work();
    } finally {
      appliance.pace = DONE;
      appliance.fault = undefined;
    }
  };

  it("lets an original go only in the states that the site has named, by their exact names", async () => {
    assert.deepEqual(await judged(copied("a")), { is: "safe", state: "green", vouched: true });
    const amber = { ...DONE, states: [{ name: "amber", after: 0 }] };
    await during({ pace: amber }, async () => {
      const waiting = await judged(copied("a"));
      assert.equal(waiting?.is, "waiting");
      assert.equal(waiting?.state, "amber");
      assert.equal((await judged(copied("a"), { releaseStates: ["black", "amber"] }))?.is, "safe");
      assert.equal((await judged(copied("a"), { releaseStates: ["Amber"] }))?.is, "waiting");
    });
  });

  it("is given time to notice a file, counted from the end of copying; then the file fails", async () => {
    await during({ pace: { ...DONE, known: Number.POSITIVE_INFINITY } }, async () => {
      const young = await judged(copied("b"));
      assert.equal(young?.is, "waiting");
      assert.equal(young?.state, "unknown");
      const old = await judged(copied("b", { ago: 11 * MINUTE }));
      assert.ok(old?.is === "refused");
      assert.match(old.why, /knows nothing of OMERO\/Files\/b, 11 minutes after it was copied/);
      assert.equal((await judged(copied("b", { ago: 11 * MINUTE }), { knownWithin: "1h" }))?.is, "waiting");
    });
  });

  it("is waited for while it ingests, with a warning after a while", async () => {
    await during({ pace: { ...DONE, final: Number.POSITIVE_INFINITY } }, async () => {
      const young = await judged(copied("c"));
      assert.ok(young?.is === "waiting" && !young.late);
      assert.equal(young.state, "initial");
      const old = await judged(copied("c", { ago: 101 * MINUTE }));
      assert.ok(old?.is === "waiting" && old.late);
    });
  });

  it("must have the very bytes that were copied", async () => {
    const other = await judged(copied("d", { text: "dd", said: "de" }));
    assert.ok(other?.is === "refused" && /other bytes.*md5/.test(other.why));
    const short = await judged(copied("d", { text: "d", said: "de" }));
    assert.ok(short?.is === "refused" && /1 bytes, and 2 were copied/.test(short.why));
  });

  it("keeps its own troubles apart from a file's", async () => {
    const troubles: [Fault, RegExp][] = [
      ["401", /answers 401: it does not let this machine ask/],
      ["403", /answers 403/],
      ["500", /answers 500: it is in trouble itself/],
      ["503", /answers 503/],
      ["no json", /something else than JSON/],
    ];
    for (const [fault, message] of troubles)
      await during({ fault }, () =>
        assert.rejects(judged(copied("e", { ago: 60 * MINUTE })), (error) => {
          assert.ok(error instanceof StoreUnavailable);
          assert.match(error.message, message);
          return true;
        }),
      );
    const nobody = configured({ server: "https://localhost:1" });
    await assert.rejects(openStore(nobody).safety([copied("e")]), StoreUnavailable);
    await during({ fault: "silence" }, async () => {
      const asked = openStore(configured()).safety([copied("e")], AbortSignal.timeout(200));
      await assert.rejects(asked);
    });
  });

  it("proves who it is: by an authority, or a pinned certificate, never by nothing", async () => {
    await assert.rejects(judged(copied("f"), { tls: {} }), /certificate .* is not accepted: .*SELF_SIGNED/);
    const said = await judged(copied("f"), { tls: {} }).catch((error: Error) => error.message);
    const fingerprint = /fingerprint to ([0-9A-F:]+)/.exec(String(said))?.[1];
    assert.equal((await judged(copied("f"), { tls: { fingerprint } }))?.is, "safe");
    await assert.rejects(judged(copied("f"), { tls: { fingerprint: "00".repeat(32) } }), /fingerprint is/);
  });

  it("finds files whatever their names are", async () => {
    for (const name of ["50% of?a#b", "späť & ελ", "a=b;c", "line\nbreak", "..."])
      assert.equal((await judged(copied(name)))?.is, "safe", name);
    assert.equal(pathOfInfo("//a b//c%/"), "/api/2/files/fileInfo/a%20b/c%25");
  });

  it("answers for many files at once", async () => {
    const copies = Array.from({ length: 500 }, (_, i) => copied(`many-${i}`));
    const answers = await openStore(configured()).safety(copies);
    assert.ok(answers.every(({ is }) => is === "safe"));
  });

  it("is configured with a root on its mount, over https", () => {
    const faulty = { type: "arkivum", root: "/elsewhere", mount: "/mnt", server: "http://appliance" };
    const { error } = fileSchema.safeParse({ store: faulty });
    assert.match(String(error), /must be https/);
    assert.match(
      String(fileSchema.safeParse({ store: { ...faulty, server: "https://a:8443" } }).error),
      /root must be the mount/,
    );
    assert.ok(readFileSync(appliance.certificateFile, "utf8").includes("BEGIN CERTIFICATE"));
  });
});
