import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { readConfiguration } from "#src/config/configuration.js";
import { parseJobFile } from "#src/records/job-file.js";
import { mailNews } from "#src/services/mail/mail-news.js";
import type { Mailed } from "#src/services/mail/send.js";
import type { UsageReport } from "#src/services/reports.js";
import { withRegister } from "#src/services/site.js";
import { MailHost, type Received } from "../mail/mail-host.js";
import { imagesNamed, originals } from "./look.js";
import { type Ran, Site } from "./site.js";

const DAY = 86_400_000;
const MINUTE = 60_000;

describe("mail", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let host: MailHost;
  let config: string;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    host = await MailHost.start({
      transport: "starttls",
      login: { user: "archiver", password: "mail-secret" },
      refuse: { "gone@example.org": 550 },
    });
    writeFileSync(join(site.folder, "etc", "mail-password"), "mail-secret\n", { mode: 0o600 });
    config = await site.config("archiver", (text) => `${text}${mailSection("root@example.org, Frida@example.org")}`);
  });
  after(async () => {
    await omero?.close();
    await host?.close();
    await site?.close();
  });

  const mailSection = (admins: string) => `mail:
  port: ${host.port}
  tls: { ca: ${host.certificate} }
  user: archiver
  passwordFile: ${site.folder}/etc/mail-password
  from: archive@example.org
  admins: [${admins}]
`;
  const done = async (...words: string[]): Promise<Ran> => {
    const ran = await site.runWith(config, ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran;
  };
  const mailedBy = (ran: Ran) => (ran.json as { mailed?: Mailed }).mailed;
  const imageNamed = async (name: string) => ((await imagesNamed(omero, name)) as [number])[0];
  const pathOf = (name: string) => originals(site.dataDir).find((path) => path.includes(name)) as string;
  /** As a command that somebody starts later. */
  const later = (by: number) =>
    withRegister(readConfiguration(config), (register) =>
      mailNews(omero, register, readConfiguration(config), Date.now() + by),
    );
  /** Somebody asks for an image; gives its job. */
  async function asked(user: string, name: string): Promise<string> {
    const ran = await site.run(user, "tag", `Image:${await imageNamed(name)}`);
    assert.equal(ran.code, 0, ran.stderr);
    const { jobs } = (await done("scan")).json as { jobs: { jobId?: number }[] };
    return String(jobs[0]?.jobId);
  }
  const said = (mails: readonly Received[]) => mails.map(({ to, subject }) => `${to} ${subject}`);
  let owner: string;
  let job: string;

  it("new jobs are told to administrators with their sizes, and again the next day, not at every run", async () => {
    const [row] = await omero.projection(
      "select i.id, i.details.owner.id from Image i where i.id = :id",
      { id: await imageNamed("section-01") },
      { group: "all" },
    );
    const [person] = await omero.projection("select e.omeName from Experimenter e where e.id = :id", {
      id: Number(row?.[1]),
    });
    owner = String(person?.[0]);
    job = await asked(owner, "section-01");
    const mails = host.take();
    const everyAdmin = ["Frida@example.org", "root@example.org"].map((to) => `${to} [OMERO Job] Archive Job : New`);
    assert.deepEqual(said(mails), everyAdmin);
    assert.match(
      mails[0]?.text ?? "",
      new RegExp(`One job waits for approval:\n\nJob ${job}: asked for by ${owner} on .*: 1 file\\(s\\), \\d+ .*Bytes`),
    );
    assert.match(mails[0]?.text ?? "", /records\/Job\/New to Approved or Declined/);
    assert.ok(mails.every(({ secure, user }) => secure && user === "archiver"));

    await done("scan");
    await done("cycle");
    await later(DAY / 2);
    assert.deepEqual(host.take(), []);
    await later(DAY);
    assert.deepEqual(said(host.take()), everyAdmin);
  });

  it("an approval, and the end, are told to who asked, and to administrators, with the job's file", async () => {
    assert.equal(mailedBy(await done("jobs", "approve", job, "--reason", "agreed = 100 %, Zoë"))?.sent, 3);
    const approved = host.take();
    const everybody = (about: string) =>
      ["Frida@example.org", `${owner}@example.org`, "root@example.org"]
        .sort()
        .map((to) => `${to} [OMERO Job] Archive Job : ${about}`);
    assert.deepEqual(said(approved), everybody("Approved"));
    const [mail] = approved as [Received];
    assert.match(mail.text, /was approved by archiver\..*\nReason: agreed = 100 %, Zoë\n/);
    const [[name, text]] = [...mail.attachments] as [[string, string]];
    assert.match(name, /\.txt$/);
    const { info, images } = parseJobFile(text);
    assert.deepEqual(
      [String(info.job), info.status, info.email, images.length > 0],
      [job, "Approved", `${owner}@example.org`, true],
    );
    await done("run");
    const finished = host.take();
    assert.deepEqual(said(finished), everybody("Finished"));
    assert.match(finished[0]?.text ?? "", /is finished: 1 file\(s\) are archived/);
    assert.match([...(finished[0]?.attachments.values() ?? [])].join(), /complete = /);
    await done("run");
    await later(DAY);
    assert.deepEqual(host.take(), []);
  });

  it("a dead mail server delays nothing and loses no mail", async () => {
    await host.stop();
    job = await asked(owner, "overview [Series 1]");
    const declined = await done("jobs", "decline", job, "--reason", "still in use");
    assert.match(declined.stderr, /^5 mail\(s\) are kept, and sent later: the mail server .*ECONNREFUSED/);
    assert.equal(mailedBy(await done("run"))?.waiting, 5);
    host = await MailHost.start(
      {
        transport: "starttls",
        login: { user: "archiver", password: "mail-secret" },
        refuse: { "gone@example.org": 550 },
      },
      host.port,
      host.folder,
    );
    await later(5 * MINUTE);
    assert.deepEqual(host.take(), [], "a server that was away is not tried at once");
    await later(15 * MINUTE);
    const subjects = said(host.take()).map((text) => text.replace(/.* : /, ""));
    assert.deepEqual(subjects.sort(), ["Declined", "Declined", "Declined", "New", "New"]);
    await later(30 * MINUTE);
    assert.deepEqual(host.take(), []);
  });

  it("errors are told to administrators, with their causes; to who asked when the job is settled", async () => {
    job = await asked(owner, "overview [Series 1]");
    await done("jobs", "approve", job);
    host.take();
    const path = pathOf("overview");
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.from(bytes).fill(0, 0, 16));
    assert.equal((await site.runWith(config, "run")).code, 1);
    const mails = host.take();
    assert.deepEqual(
      said(mails),
      ["Frida@example.org", "root@example.org"].map((to) => `${to} [OMERO Job] Archive Job : Error`),
    );
    assert.match(mails[0]?.text ?? "", /1 of \d+ file\(s\) failed[\s\S]*What has failed:\n.*overview.*: /);
    assert.match([...(mails[0]?.attachments.values() ?? [])].join(), /^error = /m);
    await done("jobs", "cancel", job, "--reason", "broken file");
    assert.deepEqual(
      host.take().map(({ to }) => to),
      ["Frida@example.org", `${owner}@example.org`, "root@example.org"].sort(),
    );
    writeFileSync(path, bytes);
  });

  it("an address that is refused is told, and given up; the others have their mail", async () => {
    const usual = config;
    config = await site.config("archiver", (text) => `${text}${mailSection("root@example.org, gone@example.org")}`);
    try {
      await site.run(owner, "tag", `Image:${await imageNamed("overview [Series 1]")}`);
      const scanned = await done("scan");
      assert.match(scanned.stderr, /^the mail server takes no mail for gone@example\.org: 550 .*no such mailbox$/m);
      assert.deepEqual(
        host.take().map(({ to }) => to),
        ["root@example.org"],
      );
      assert.deepEqual(await later(DAY / 2), { sent: 0, refused: [], waiting: 0 });
    } finally {
      config = usual;
    }
  });

  it("what happens while a site sends no mail is not told later", async () => {
    assert.equal((await site.run("archiver", "scan")).code, 0);
    const [{ id }] = (await done("jobs", "list", "--state", "New")).json as [{ id: number }];
    assert.equal((await site.run("archiver", "jobs", "decline", String(id))).code, 0);
    assert.equal((await site.run("archiver", "run")).code, 0);
    await done("run");
    assert.deepEqual(host.take(), []);
  });

  it("a report of usage is sent when somebody asks for that, with a table for a spreadsheet", async () => {
    const { rows } = (await done("report", "usage", "--mail", "ada@example.org")).json as UsageReport;
    const [mail, ...others] = host.take();
    assert.deepEqual([mail?.to, mail?.subject, others], ["ada@example.org", "[OMERO Job] Report of usage", []]);
    const csv = mail?.attachments.get("report.csv")?.split(/\r?\n/);
    assert.equal(csv?.[0], "User,Files,Pixels,Together,Archived");
    const ben = rows.find(({ user }) => user === "ben");
    assert.ok(csv?.includes(`ben,${ben?.files},${ben?.pixels},${ben?.bytes},${ben?.archived}`));
    assert.match(mail?.text ?? "", /^ben /m);
    assert.equal((await site.run("archiver", "report", "usage", "--mail", "ada@example.org")).code, 2);
  });

  it("mail test says whether mail goes out, and why not", async () => {
    await done("mail", "test", "ada@example.org", "bob@example.org");
    assert.deepEqual(said(host.take()), ["ada@example.org [OMERO Job] Test", "bob@example.org [OMERO Job] Test"]);
    const refused = await site.runWith(config, "mail", "test", "gone@example.org");
    assert.deepEqual([refused.code, /gone@example\.org.*550/.test(refused.stderr)], [1, true], refused.stderr);
    assert.equal((await site.runWith(config, "mail", "test", "a@b, c@d")).code, 2);
    assert.equal((await site.run("archiver", "mail", "test", "ada@example.org")).code, 2);
    await host.stop();
    const away = await site.runWith(config, "mail", "test", "ada@example.org");
    assert.deepEqual([away.code, /ECONNREFUSED/.test(away.stderr)], [1, true], away.stderr);
  });
});
