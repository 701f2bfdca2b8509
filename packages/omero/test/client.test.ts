import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ConnectOptions,
  created,
  type Login,
  LoginFailed,
  OmeroClient,
  rstring,
  SecurityViolation,
  ServerUnreachable,
  SessionExpired,
  unwrap,
} from "#src/index.js";
import { Relay } from "./support/relay.js";
import { StandIn } from "./support/stand-in.js";

const dataset = (name: string) => created("Dataset", { name: rstring(name) });
const idOf = (object: { id?: unknown }) => Number(unwrap(object.id as never));

describe("a client of OMERO.server", () => {
  let standIn: StandIn;
  const clients: OmeroClient[] = [];
  before(async () => {
    standIn = await StandIn.start({ demo: true });
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.close().catch(() => {})));
    await standIn.end();
  });

  async function connect(login: Login, more: Partial<ConnectOptions> = {}): Promise<OmeroClient> {
    const tls = { ca: standIn.certificate };
    const client = await OmeroClient.connect({ host: "127.0.0.1", port: standIn.sslPort, tls, login, ...more });
    clients.push(client);
    return client;
  }
  const ada = { user: "ada", password: "ada-demo" };
  const archiver = { user: "archiver", password: "archiver-demo" };
  const datasetsNamed = async (client: OmeroClient, name: string) =>
    client.projection("select d.id from Dataset d where d.name = :name", { name });

  it("logs in by password, by the key of an open session, and with what `omero login` has stored", async () => {
    const first = await connect(ada);
    assert.equal((await first.whoAmI()).userName, "ada");
    const second = await connect({ sessionKey: first.sessionUuid });
    assert.equal(second.sessionUuid, first.sessionUuid);
    await second.close();
    assert.equal((await first.whoAmI()).userName, "ada", "who took the session up has left, and it is still there");

    const sessions = mkdtempSync(join(tmpdir(), "sessions-"));
    try {
      const folder = join(sessions, "127.0.0.1", "ada");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(sessions, "._LASTHOST_"), "127.0.0.1");
      writeFileSync(join(sessions, "127.0.0.1", "._LASTUSER_"), "ada");
      writeFileSync(join(folder, "._LASTSESS_"), first.sessionUuid);
      const stored = ["omero.host=127.0.0.1", "omero.user=ada", `omero.port=${standIn.sslPort}`];
      writeFileSync(join(folder, first.sessionUuid), [...stored, `omero.sess=${first.sessionUuid}`].join("\n"));
      const third = await OmeroClient.connect({
        tls: { ca: standIn.certificate },
        login: { stored: true, sessionDir: sessions },
      });
      clients.push(third);
      assert.equal(third.sessionUuid, first.sessionUuid);
    } finally {
      rmSync(sessions, { recursive: true });
    }
  });

  it("says when a login is refused", async () => {
    await assert.rejects(connect({ user: "ada", password: "wrong" }), LoginFailed);
    await assert.rejects(connect({ sessionKey: "00000000-0000-4000-8000-000000000000" }), LoginFailed);
  });

  it("opens a session for somebody else where that is allowed, and writes as they", async () => {
    const admin = await connect(archiver);
    const asAda = await admin.sudo({ omeName: "ada" });
    clients.push(asAda);
    const who = await asAda.whoAmI();
    assert.deepEqual([who.userName, who.sudoer?.name], ["ada", "archiver"]);
    const made = await asAda.save(dataset("made by sudo"));
    const [[owner]] = (await admin.projection(
      "select d.details.owner.omeName from Dataset d where d.id = :id",
      { id: idOf(made) },
      { group: "all" },
    )) as [[string]];
    assert.equal(owner, "ada");
    await assert.rejects((await connect(ada)).sudo({ omeName: "ben" }), SecurityViolation);
  });

  it("reads in the group that a call names, or in all", async () => {
    const client = await connect(archiver);
    const count = async (group: number | "all") =>
      Number((await client.projection("select count(i.id) from Image i", {}, { group }))[0]?.[0]);
    const groups = (await client.projection("select g.id from ExperimenterGroup g order by g.id", {}, { group: "all" }))
      .flat()
      .map(Number);
    let sum = 0;
    for (const group of groups) sum += await count(group);
    assert.ok(sum > 0);
    assert.equal(await count("all"), sum);
  });

  it("gives rows page by page and id by id, as one list would", async () => {
    const client = await connect(archiver);
    const hql = "select f.id, f.name from OriginalFile f where f.id > :after order by f.id";
    const all = await client.projection(hql, { after: -1 }, { group: "all" });
    for (const pageSize of [1, 7, all.length, all.length + 1]) {
      const rows = [];
      for await (const row of client.pages(hql, {}, { group: "all", pageSize })) rows.push(row);
      assert.deepEqual(rows, all, `pages of ${pageSize}`);
    }
    const ids = all.map(([id]) => Number(id));
    const byId = "select f.id, f.name from OriginalFile f where f.id in (:ids) order by f.id";
    for (const chunkSize of [1, 4, ids.length]) {
      const rows = [];
      for await (const row of client.forIds(byId, ids, {}, { group: "all", chunkSize })) rows.push(row);
      assert.deepEqual(rows, all, `chunks of ${chunkSize}`);
    }
  });

  for (const callbacks of [true, false]) {
    it(`deletes, and knows the end ${callbacks ? "as it is called back" : "by asking, where no call back comes through"}`, async () => {
      const relay = await Relay.to(standIn, { callbacks });
      try {
        const client = await connect(ada, { port: relay.port });
        const [one, two] = await client.saveAll([dataset("to go"), dataset("to stay")]);
        const ids = [idOf(one as object), idOf(two as object)] as const;
        const would = await client.delete({ Dataset: [ids[0]] }, { dryRun: true });
        assert.deepEqual(await client.delete({ Dataset: [ids[0]] }), would);
        assert.deepEqual(await client.projection("select d.id from Dataset d where d.id in (:ids)", { ids }), [
          [ids[1]],
        ]);
        await client.close();
      } finally {
        await relay.close();
      }
    });
  }

  it("logs in again when an administrator has ended its session, whatever is asked for then", async () => {
    const client = await connect(ada);
    const before = client.sessionUuid;
    const other = await connect({ sessionKey: before });
    await other.session.closeSession(created("Session", { uuid: rstring(before) }));
    assert.ok(await client.save(dataset("after the session had ended")));
    assert.notEqual(client.sessionUuid, before);
    const impatient = await connect(ada, { patienceMs: 0 });
    await impatient.session.closeSession(created("Session", { uuid: rstring(impatient.sessionUuid) }));
    await assert.rejects(impatient.whoAmI(), SessionExpired);
  });

  it("goes on reading over a restart of the server; of a save under way it says that nobody knows", async () => {
    const reader = await connect(ada);
    const writer = await connect(ada);
    const impatient = await connect(ada, { patienceMs: 0 });
    await standIn.down();
    const read = datasetsNamed(reader, "nothing of the kind");
    await pause(100);
    await standIn.up();
    assert.deepEqual(await read, []);
    assert.ok(await writer.save(dataset("on a new line")), "nothing was sent on the line that had broken");
    assert.equal((await datasetsNamed(reader, "on a new line")).length, 1);
    await assert.rejects(impatient.whoAmI(), ServerUnreachable);

    const relay = await Relay.to(standIn);
    const cut = await connect(ada, { port: relay.port });
    relay.cutAt = "saveAndReturnObject";
    await assert.rejects(cut.save(dataset("nobody knows")), ServerUnreachable);
    assert.equal((await datasetsNamed(reader, "nobody knows")).length, 1, "it had been done, and was not done twice");
    assert.equal((await datasetsNamed(cut, "nobody knows")).length, 1, "the next call is on a new line");
    relay.cutAt = "projection";
    assert.equal((await datasetsNamed(cut, "nobody knows")).length, 1, "a question is asked again");
    await cut.close();
    await relay.close();
  });

  it("gives up on a server that stays away", async () => {
    const client = await connect(ada, { patienceMs: 600 });
    await standIn.down();
    const since = Date.now();
    await assert.rejects(client.whoAmI(), ServerUnreachable);
    assert.ok(Date.now() - since < 5_000);
    await standIn.up();
    assert.equal((await client.whoAmI()).userName, "ada");
  });
});
