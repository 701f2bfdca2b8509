import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SessionExpired } from "@omero-archiver/omero";
import { inHalves } from "#src/omero/in-halves.js";

describe("work on many things at once", () => {
  const numbers = Array.from({ length: 1_000 }, (_, i) => i);

  it("is done in one go; where that is refused, the bad ones are found and keep nothing back", async () => {
    const bad = new Set([0, 500, 501, 999]);
    const done: number[] = [];
    const refused: number[] = [];
    let calls = 0;
    const work = async (some: readonly number[]) => {
      calls++;
      if (some.some((number) => bad.has(number))) throw new Error("no");
      done.push(...some);
    };
    await inHalves(numbers, work, (number) => refused.push(number));
    assert.deepEqual(refused, [...bad]);
    assert.equal(done.length, 996);
    assert.ok(calls < 90, `${calls} calls`);
    await inHalves(numbers.slice(1, 400), work, () => assert.fail());
    assert.equal(done.length, 996 + 399);
  });

  it("ends where the session is gone: the same would happen to each", async () => {
    let calls = 0;
    const work = async () => {
      calls++;
      throw new SessionExpired("gone", "", "");
    };
    await assert.rejects(
      inHalves(numbers, work, () => assert.fail()),
      SessionExpired,
    );
    assert.equal(calls, 1);
  });
});
