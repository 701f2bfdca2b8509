import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ExperimenterId } from "#src/domain/ids.js";
import { type ArkRecord, arkText, parseArk, recordPath } from "#src/records/ark.js";
import { UnreadableRecord } from "#src/records/ini.js";

const PROTOTYPES = `[Source]
image = 159118
owner = 453 : user123
linked by = 12 : boss
path = /OMERO/ManagedRepository/user123_453/a = 100 % b.gif
bytes = 35
size = 35 Bytes
last modified = Mon Nov 28 15:50:04 2016

[File Archiver]
md5 = 0123456789abcdef0123456789abcdef
sha256 = 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
adler32 = 300286872
size = 35
path = /OMERO/Archive/OMERO/ManagedRepository/user123_453/a = 100 % b.gif
copied = Mon Nov 28 16:00:00 2016
timestamp = 1480348800.25
archived = Mon Nov 28 16:10:00 2016
`;

const text = fc.string({ unit: "binary", maxLength: 40 });
const id = fc.nat({ max: 1_000_000_000 });
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const path = text.map((name) => `/OMERO/Files/${name}`);
const plain = { noNullPrototype: true } as const;
const digests = fc.record({ sha256: hex(64), md5: hex(32), adler32: hex(8) }, plain);
const records: fc.Arbitrary<ArkRecord> = fc.record(
  {
    path,
    image: id,
    owner: id.map((id) => ({ id: id as ExperimenterId, omeName: "ada = %" })),
    size: id,
    copy: fc.record({ store: fc.constant("file" as const), path, size: id, digests, copiedAt: id }, plain),
    own: fc.record(
      {
        file: fc.constant("managed:12"),
        images: fc.array(id),
        archivedBefore: fc.array(id),
        step: fc.constant("archived" as const),
        store: fc.uuid(),
        storePath: text,
        size: id,
        digests,
        mode: fc.nat({ max: 0o7777 }),
        uid: id,
        gid: id,
        mtimeNs: id.map(String),
        verifiedHow: fc.constant("direct" as const),
        verifiedAt: id,
        link: text,
      },
      plain,
    ),
  },
  plain,
);

describe("records of archived files", () => {
  it("those of the prototype are read, their keys in any case", () => {
    for (const given of [
      PROTOTYPES,
      PROTOTYPES.replace("md5", "MD5").replace("copied", "Copied"),
      PROTOTYPES.replaceAll("\n", "\r\n"),
    ]) {
      const { path, image, owner, asker, copy, own } = parseArk(given);
      assert.equal(path, "/OMERO/ManagedRepository/user123_453/a = 100 % b.gif");
      assert.deepEqual(
        [image, owner, asker, own],
        [159118, { id: 453, omeName: "user123" }, { id: 12, omeName: "boss" }, undefined],
      );
      assert.equal(copy?.digests.md5, "0123456789abcdef0123456789abcdef");
      assert.equal(copy?.digests.adler32, (300286872).toString(16).padStart(8, "0"));
      assert.equal(copy?.copiedAt, 1480348800250);
    }
  });

  it("a copy that is not whole has no digests", () => {
    const { copy } = parseArk(PROTOTYPES.replace(/^(md5|sha256|adler32|size|copied|timestamp|archived) = .*\n/gm, ""));
    assert.deepEqual(copy?.digests, {});
    assert.equal(copy?.copiedAt, undefined);
  });

  it("any paths survive being written and read", () => {
    fc.assert(
      fc.property(records, (record) => {
        const { copy: _, ...known } = parseArk(arkText(record));
        const { copy: __, ...written } = record;
        assert.deepEqual(known, written);
      }),
    );
  });

  it("what is damaged is refused, and nothing else ever happens", () => {
    const ours = arkText(fc.sample(records, { numRuns: 1, seed: 1 })[0] as ArkRecord);
    const cut = fc.record({ at: fc.nat({ max: ours.length }), length: fc.nat({ max: 200 }), by: text });
    for (const whole of [PROTOTYPES, ours])
      fc.assert(
        fc.property(fc.array(cut, { maxLength: 4 }), (cuts) => {
          let hostile = whole;
          for (const { at, length, by } of cuts) hostile = hostile.slice(0, at) + by + hostile.slice(at + length);
          try {
            parseArk(hostile);
          } catch (error) {
            assert.ok(error instanceof UnreadableRecord, String(error));
          }
        }),
      );
  });

  it("lie where the prototype looks for them; a name that would be too long is replaced", () => {
    assert.equal(recordPath("/OMERO/Files/Dir-001/1234"), "OMERO/Files/Dir-001/1234.ark");
    const long = recordPath(`/OMERO/${"細".repeat(84)}`);
    assert.match(long, /^OMERO\/[0-9a-f]{64}\.ark$/);
    assert.equal(recordPath(`/OMERO/${"x".repeat(251)}`), `OMERO/${"x".repeat(251)}.ark`);
  });
});
