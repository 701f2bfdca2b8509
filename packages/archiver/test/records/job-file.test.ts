import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LARGEST, UnreadableRecord } from "#src/records/ini.js";
import { FILE_STATUSES, type JobFile, jobFileName, jobFileText, parseJobFile } from "#src/records/job-file.js";
import { parseTimeInC, sizeInWords, timeInC } from "#src/records/wording.js";

const PROTOTYPES = `[Info]
user id = 453
omename = user123
group id = 4
owner id = 453
owner omename = user123
email = None
created = Mon Nov 28 15:59:57 2016
status = Declined
expiry = 2026-11-28
description = testing 100 %
	a second line
total bytes = 70
total size = 70 Bytes

[Images]
/P1/images/__utm.gif (159118) = True
//images/a = b (2) c (159119) = False
///broken
name (159120) = True

[Files]
/OMERO/ManagedRepository/user123_453/2016-11/28/15-50-04.707/__utm2.gif = Declined
/OMERO/ManagedRepository/user123_453/a\\n = b.gif = Ignore
`;

const text = fc.string({ unit: "binary", maxLength: 40 });
const id = fc.nat({ max: 1_000_000_000 });
const plain = { noNullPrototype: true } as const;
const jobFiles: fc.Arbitrary<JobFile> = fc.record(
  {
    info: fc.record(
      {
        job: id,
        userId: id,
        omeName: text,
        groupId: id,
        askerId: id,
        askerName: text,
        created: fc.nat({ max: 2_000_000_000 }).map((seconds) => seconds * 1000),
        status: fc.constantFrom("New", "Running"),
        notes: text.map(
          (description) =>
            new Map([
              ["expiry", "2036-01-01"],
              ["description", description],
            ]),
        ),
        totalBytes: id,
      },
      plain,
    ),
    images: fc.array(fc.record({ id, label: text.map((name) => `/p/d/${name}`), ours: fc.boolean() }, plain)),
    files: fc.array(
      fc.record({ path: text.map((name) => `/OMERO/${name}`), status: fc.constantFrom(...FILE_STATUSES) }, plain),
    ),
  },
  plain,
);

describe("job files", () => {
  it("those of the prototype are read, equals signs, percent signs and line breaks included", () => {
    const { info, images, files } = parseJobFile(PROTOTYPES);
    assert.deepEqual(
      [info.userId, info.omeName, info.groupId, info.askerId, info.email, info.created, info.job],
      [453, "user123", 4, 453, undefined, new Date(2016, 10, 28, 15, 59, 57).getTime(), undefined],
    );
    assert.equal(info.notes.get("description"), "testing 100 %\na second line");
    assert.deepEqual(images, [
      { id: 159118, label: "/P1/images/__utm.gif", ours: true },
      { id: 159119, label: "//images/a = b (2) c", ours: false },
      { id: 159120, label: "///broken\nname", ours: true },
    ]);
    assert.deepEqual(files[1], { path: "/OMERO/ManagedRepository/user123_453/a\\n = b.gif", status: "Ignore" });
  });

  it("any names and notes survive being written and read", () => {
    fc.assert(fc.property(jobFiles, (file) => assert.deepEqual(parseJobFile(jobFileText(file)), file)));
  });

  it("a note's entry never takes the place of what is known", () => {
    const file = parseJobFile(PROTOTYPES);
    const forged = {
      ...file,
      info: {
        ...file.info,
        notes: new Map([
          ["omename", "root"],
          ["Group Id", "0"],
        ]),
      },
    };
    assert.equal(parseJobFile(jobFileText(forged)).info.omeName, "user123");
    assert.doesNotMatch(jobFileText(forged), /root|Group Id/);
    assert.equal(
      parseJobFile(PROTOTYPES.replace("total bytes", "omename = root\ntotal bytes")).info.omeName,
      "user123",
    );
  });

  it("what is damaged is refused with the place; nothing else ever happens", () => {
    for (const [damaged, said] of [
      ["", /no section \[Info\]/],
      [PROTOTYPES.slice(0, PROTOTYPES.indexOf("[Files]")), /no section \[Files\]/],
      [PROTOTYPES.replace("user id = 453", "user id = 4e3"), /user id is no whole number: "4e3"/],
      [PROTOTYPES.replace("= Ignore", "= Whatever"), /does not end in one of/],
      [PROTOTYPES.replace("(159118)", "159118"), /line 17 names no image/],
      [PROTOTYPES.replace("/OMERO/M", "OMERO/M"), /line 23 names no absolute path/],
      [`${PROTOTYPES}${"x".repeat(1 << 21)}`, /line 25 is longer/],
      [`x${PROTOTYPES}`, /before the first section/],
      ["x".repeat(LARGEST + 1), /more than/],
    ] as const)
      assert.throws(
        () => parseJobFile(damaged),
        (error) => error instanceof UnreadableRecord && said.test(error.message),
      );
    const cut = fc.record({ at: fc.nat({ max: PROTOTYPES.length }), length: fc.nat({ max: 200 }), by: text });
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 4 }), (cuts) => {
        let hostile = PROTOTYPES;
        for (const { at, length, by } of cuts) hostile = hostile.slice(0, at) + by + hostile.slice(at + length);
        try {
          parseJobFile(hostile);
        } catch (error) {
          assert.ok(error instanceof UnreadableRecord, String(error));
        }
      }),
    );
  });

  it("are named by when the job was made, and say sizes and times in the prototype's words", () => {
    assert.equal(jobFileName(new Date(2016, 10, 28, 15, 59, 7).getTime(), 12), "20161128_155907.12");
    assert.deepEqual([0, 1, 70, 1536, 2 * 1024 ** 3 + 3 * 1024 ** 2].map(sizeInWords), [
      "0 Bytes",
      "1 Byte",
      "70 Bytes",
      "1 Kilobyte, 512 Bytes",
      "2 Gigabytes, 3 Megabytes",
    ]);
    assert.equal(timeInC(new Date(2016, 10, 8, 5, 9, 7).getTime()), "Tue Nov  8 05:09:07 2016");
    assert.equal(parseTimeInC("Tue Nov  8 05:09:07 2016"), new Date(2016, 10, 8, 5, 9, 7).getTime());
    assert.equal(parseTimeInC("yesterday"), undefined);
  });
});
