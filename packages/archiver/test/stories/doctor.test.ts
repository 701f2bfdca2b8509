import assert from "node:assert/strict";
import { chmodSync, chownSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Finding } from "#src/domain/findings.js";
import { MailHost } from "../mail/mail-host.js";
import { Site } from "./site.js";

describe("the doctor", { timeout: 120_000 }, () => {
  let site: Site;
  before(async () => {
    site = await Site.open();
  });
  after(() => site?.close());

  /** What is found with some lines of the configuration replaced. */
  async function found(change: (text: string) => string = (text) => text, user = "archiver") {
    const ran = await site.runWith(await site.config(user, change), "doctor");
    const { healthy, findings } = ran.json as { healthy: boolean; findings: Finding[] };
    assert.equal(ran.code, healthy ? 0 : 1, ran.stderr);
    const wrong = findings.filter(({ is }) => is === "failed");
    assert.equal(ran.stderr.trim().split("\n").filter(Boolean).length, wrong.length, "one line a cause");
    return { findings, wrong: wrong.map(({ about, what }) => `${about}: ${what}`) };
  }
  const about = (findings: readonly Finding[], is: Finding["is"]) =>
    findings.filter((finding) => finding.is === is).map((finding) => finding.about);

  it("finds a sound site sound, says what is worth knowing, and leaves nothing behind", async () => {
    const files = () =>
      readdirSync(site.folder, { recursive: true }).filter((name) => !/etc\/|register\.db/.test(String(name)));
    const before = files();
    const { findings, wrong } = await found();
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      about(findings, "warning").filter((name) => name !== "user"),
      ["store's own disk", "number of copies"],
    );
    for (const name of [
      "TLS",
      "login",
      "privileges",
      "clock",
      "files by their names in OMERO",
      "ManagedRepository",
      "Files",
      "Pixels",
      "store",
      "register",
    ])
      assert.ok(about(findings, "ok").includes(name), name);
    assert.deepEqual(
      files().filter((name) => !before.includes(name)),
      [join("OMERO", ".omero-archiver", "swap")],
    );
  });

  it("says what is wrong with the login, and looks at the rest all the same", async () => {
    writeFileSync(join(site.folder, "etc", "wrong"), "wrong\n", { mode: 0o600 });
    const { findings, wrong } = await found((text) =>
      text.replace(/passwordFile: .*/, `passwordFile: ${site.folder}/etc/wrong`),
    );
    assert.match(wrong.join(), /^login: /);
    assert.equal(wrong.length, 1);
    assert.equal(about(findings, "not tried").length, 1);
    assert.ok(about(findings, "ok").includes("store"));
    chmodSync(join(site.folder, "etc", "wrong"), 0o644);
    const open = await found((text) => text.replace(/passwordFile: .*/, `passwordFile: ${site.folder}/etc/wrong`));
    assert.match(open.wrong.join(), /can be read by others \(mode 644\)/);
    const pinned = await found((text) => text.replace(/tls: .*/, `tls: { fingerprint: "${"ab".repeat(32)}" }`));
    assert.match(pinned.wrong.join(), /^login: .*fingerprint/i);
  });

  it("wants the privilege Sudo", async () => {
    const { wrong } = await found(undefined, "ada");
    assert.deepEqual(wrong, ["privileges: ada is no administrator, and can't write tags as the images' owners"]);
  });

  it("knows a data directory that is not mounted, or is another server's", async () => {
    const { wrong } = await found((text) => text.replace(/dataDir: .*/, `dataDir: ${site.folder}/nowhere`));
    assert.match(wrong.join("\n"), /ManagedRepository: .*nowhere\/ManagedRepository is not there/);
    assert.match(wrong.join("\n"), /files by their names in OMERO: \d+ of the latest \d+ are not on the disk/);
    const unmarked = await found((text) => `${text}files: ${site.folder}/etc\n`);
    assert.match(unmarked.wrong.join(), /^Files: .*does not carry the archiver's marker/);
  });

  it("knows a store that is none, on OMERO's own disk, or whose copies can't be read from their medium", async () => {
    const none = await found((text) => text.replace(`root: ${site.store}`, `root: ${site.folder}/etc`));
    assert.match(none.wrong.join(), /^store: .*etc is no store: its marker/);
    const same = await found((text) => text.replace(", sameFileSystem: allow", ""));
    assert.match(same.wrong.join(), /^store's own disk: the store is on the file system of /);
  });

  it("wants folders for jobs and records that can be written, and warns where anybody may decide", async () => {
    const { wrong } = await found((text) => text.replace(/archiveDir: .*/, `archiveDir: ${site.folder}/etc/wrong`));
    assert.match(wrong.join("\n"), /job folders: .*\nrecords: /);
    await site.run("archiver", "scan");
    chmodSync(join(site.folder, "records", "Job", "Approved"), 0o777);
    const { findings } = await found();
    assert.ok(findings.some(({ is, what }) => is === "warning" && /everybody .* may write to Approved/.test(what)));
  });

  it("tries the mail server, and sends nothing", async () => {
    const host = await MailHost.start({ transport: "tls", login: { user: "archiver", password: "mail-secret" } });
    const section = (password: string) => {
      writeFileSync(join(host.folder, "password"), password, { mode: 0o600 });
      const login = `user: archiver, passwordFile: ${host.folder}/password`;
      return `mail: { transport: tls, port: ${host.port}, tls: { ca: ${host.certificate} }, ${login}, from: a@example.org, admins: [b@example.org] }\n`;
    };
    try {
      const { findings } = await found((text) => `${text}${section("mail-secret")}`);
      assert.ok(about(findings, "ok").includes("mail"));
      const { wrong } = await found((text) => `${text}${section("wrong")}`);
      assert.match(wrong.join(), /^mail: the mail server localhost:\d+ can't be used: /);
      assert.deepEqual(host.take(), []);
    } finally {
      await host.close();
    }
  });

  it("knows a store that OMERO's user can't enter", {
    skip: process.getuid?.() !== 0 && "needs root, to give files away",
  }, async () => {
    const place = join(site.dataDir, "ManagedRepository");
    chownSync(place, 12_345, 12_345);
    chmodSync(site.store, 0o700);
    try {
      const { wrong } = await found();
      assert.match(wrong.join("\n"), /^store read by OMERO: user 12345, .* can't enter .*archive/m);
    } finally {
      chmodSync(site.store, 0o755);
      chownSync(place, 0, 0);
    }
  });
});
