import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionLost, type ObjectProxy, RequestFailed, SliceException } from "@omero-archiver/ice";
import { BareLine, ROUTER } from "../bare-line.js";
import { ROOT_PASSWORD, Site } from "../support.js";

describe("the router", () => {
  it("has one session on a line: it logs in once, may try again after a wrong password, and anew after leaving", async (test) => {
    const line = await BareLine.open(await Site.start(test), test);
    await assert.rejects(line.login("guessed"), isException("::Glacier2::PermissionDeniedException"));
    const session = await line.login();
    assert.equal(session.identity.category, `session-${line.uuid}`);
    await assert.rejects(line.login(), isException("::Glacier2::CannotCreateSessionException"));
    await line.router("destroySession");
    await assert.rejects(line.router("refreshSession"), isException("::Glacier2::SessionNotExistException"));
    assert.notEqual((await line.login()).identity.name, session.identity.name);
  });

  it("wants to know who the client is", async (test) => {
    const line = await BareLine.open(await Site.start(test), test);
    const login = line.connection.invoke(ROUTER, "::Glacier2::Router", "createSession", ["root", ROOT_PASSWORD]);
    await assert.rejects(login, isException("::omero::WrappedCreateSessionException"));
  });

  it("passes requests on only to what it was told of", async (test) => {
    const line = await BareLine.open(await Site.start(test), test);
    const session = await line.login();
    await assert.rejects(line.session(session, "ice_ping"), (error) => {
      assert.ok(error instanceof RequestFailed);
      assert.deepEqual([error.status, error.about.operation], [2, "ice_add_proxy"]);
      return true;
    });
    assert.deepEqual(await line.router("addProxies", [session]), []);
    await line.session(session, "ice_ping");
    const query = (await line.session(session, "getQueryService")) as ObjectProxy;
    assert.equal(query.identity.name, `${line.uuid}omero.api.IQuery`);
    assert.equal(query.identity.category, session.identity.name);
    assert.ok(query.endpoints.length > 0);
  });

  it("drops a line that asks for anything before its login", async (test) => {
    const site = await Site.start(test);
    const stranger = await BareLine.open(site, test);
    await assert.rejects(stranger.router("getCategoryForClient"), ConnectionLost);
    const other = await BareLine.open(site, test);
    const unknown = { identity: { category: "", name: "anything" } };
    await assert.rejects(other.connection.invoke(unknown, "::Ice::Object", "ice_ping", []), ConnectionLost);
  });

  it("ends the session of a client that vanishes", async (test) => {
    const site = await Site.start(test);
    const line = await BareLine.open(site, test);
    const session = await line.login();
    line.connection.destroy();
    const other = await BareLine.open(site, test);
    await eventually(async () => {
      const { name } = session.identity;
      await assert.rejects(
        other.router("createSession", name, name),
        isException("::Glacier2::PermissionDeniedException"),
      );
    });
  });

  it("drops a silent line, and keeps one whose client says that it is there", async (test) => {
    const site = await Site.start(test, { routerTimeoutS: 0.2, sweepMs: 20 });
    const silent = await BareLine.open(site, test);
    const alive = await BareLine.open(site, test);
    const beat = setInterval(() => alive.connection.heartbeat(), 50);
    test.after(() => clearInterval(beat));
    await silent.connection.closed;
    await sleep(200);
    await alive.login();
  });

  it("calls a client back on its own line when a command has ended", async (test) => {
    const line = await BareLine.open(await Site.start(test), test);
    const session = await line.login();
    await line.router("addProxies", [session]);
    const category = String(await line.router("getCategoryForClient"));
    const { endpoints } = (await line.router("getServerProxy")) as ObjectProxy;
    const identity = { category, name: randomUUID() };
    const finished = new Promise<unknown[]>((resolve) => {
      line.connection.serve(identity, {
        interfaceId: "::omero::cmd::CmdCallback",
        dispatch: (operation, args) => {
          if (operation === "finished") resolve(args);
        },
      });
    });
    const request = { $type: "::omero::cmd::Delete2", targetObjects: new Map() };
    const handle = (await line.session(session, "submit", request)) as ObjectProxy;
    await line.router("addProxies", [handle]);
    const callback: ObjectProxy = { identity, facet: "", mode: "twoway", secure: false, endpoints };
    await line.connection.invoke(handle, "::omero::cmd::Handle", "addCallback", [callback]);
    const [response] = (await Promise.race([finished, sleep(5_000, undefined, { ref: false })])) as [{ $type: string }];
    assert.equal(response.$type, "::omero::cmd::Delete2Response");
  });
});

function isException(typeId: string): (error: unknown) => boolean {
  return (error) => error instanceof SliceException && error.$type === typeId;
}

/** Tries again until it holds, for two seconds at most. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries === 40) throw error;
      await sleep(50);
    }
  }
}
