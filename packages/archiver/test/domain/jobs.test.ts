import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FILE_STEPS, type FileStep, fileKeyText, mayFollow, parseFileKey } from "#src/domain/files.js";
import {
  type Decision,
  decided,
  IllegalTransition,
  isOpen,
  JOB_STATES,
  type JobState,
  progressed,
} from "#src/domain/jobs.js";
import { wantedTag } from "#src/domain/tags.js";

const DECISIONS: Decision[] = ["approve", "decline", "withdraw", "cancel", "restart", "pause", "resume"];

describe("a job's states", () => {
  it("are all reachable, and what is over stays over", () => {
    const reached = new Set<JobState>(["New"]);
    for (let size = 0; size !== reached.size; ) {
      size = reached.size;
      for (const state of [...reached]) {
        for (const decision of DECISIONS) {
          try {
            const next = decided(state, decision);
            assert.ok(isOpen(state), `${state} is over, and ${decision} made it ${next}`);
            reached.add(next);
          } catch (error) {
            assert.ok(error instanceof IllegalTransition);
          }
        }
        for (const failed of [0, 1])
          reached.add(progressed(state, { files: 2, done: 2 - failed, failed, passedOver: 0 }));
      }
    }
    reached.add("Waiting");
    assert.deepEqual([...reached].sort(), [...JOB_STATES].sort());
  });

  it("follow from the files: not over while one is open, Error if one failed", () => {
    const counts = fc.record({ done: fc.nat(5), failed: fc.nat(5), passedOver: fc.nat(5), open: fc.nat(5) });
    fc.assert(
      fc.property(counts, fc.constantFrom<JobState>("Approved", "Running", "Waiting"), ({ open, ...rest }, state) => {
        const next = progressed(state, { ...rest, files: rest.done + rest.failed + rest.passedOver + open });
        if (open > 0) assert.ok(isOpen(next) && next !== "Error");
        else assert.equal(next, rest.failed > 0 ? "Error" : "Finished");
      }),
    );
  });
});

describe("a file", () => {
  it("never loses its only copy: it is archived only after it was safe, and safe only after it was verified", () => {
    for (const from of FILE_STEPS) {
      if (mayFollow(from, "archived") && from !== "archived")
        assert.ok((["safe", "recalled", "restored"] as FileStep[]).includes(from));
      if (mayFollow(from, "safe") && from !== "safe") assert.equal(from, "verified");
    }
  });

  it("is known by a key that survives being written", () => {
    assert.deepEqual(parseFileKey(fileKeyText({ kind: "pyramid", id: 12 })), { kind: "pyramid", id: 12 });
    for (const bad of ["", "managed", "managed:x", "managed:1:2", "other:1"])
      assert.throws(() => parseFileKey(bad), TypeError);
  });
});

it("an image is ARCHIVED only when each of its files is", () => {
  fc.assert(
    fc.property(fc.nat(4), fc.nat(4), fc.boolean(), (files, archived, inOpenJob) => {
      const tag = wantedTag({ files, archived: Math.min(archived, files), inOpenJob });
      assert.equal(tag === "ARCHIVED", files > 0 && archived >= files);
    }),
  );
});
