// npm run demo: images leave OMERO's storage for an archive and come back, before your eyes.
// Starts a stand-in OMERO.server with its demo world in a temporary folder and uses omero-archiver as its users would.
// `npm run demo -- --keep` leaves all of it running and says how to look at it.
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { omeroArchiver, say, section, startStandin } from "./programs.mjs";

const keep = process.argv.includes("--keep");
const folder = mkdtempSync(join(process.env.DEMO_DIR ?? tmpdir(), "omero-archiver-demo-"));
const dataDir = join(folder, "OMERO");
const store = join(folder, "archive");

section("A stand-in OMERO.server with a world of its own");
const standin = await startStandin(dataDir);
const configs = { admin: configFor("archiver"), ada: configFor("ada") };
const admin = (...words) => omeroArchiver(configs.admin, words);
const ada = (...words) => omeroArchiver(configs.ada, words);
try {
  await story();
} finally {
  if (keep) {
    standin.leave();
    say(`\nStill running (process ${standin.pid}). To look at it:`);
    say(
      `  OMERO clients: host localhost, port ${standin.sslPort} (TLS) or ${standin.tcpPort} (tcp), e.g. user ada, password ada-demo`,
    );
    say(`  npx omero-archiver --config ${configs.admin} status`);
    say(`  files: ${dataDir}, archive: ${store}`);
    say(`To end it:\n  kill ${standin.pid}; rm -r ${folder}`);
  } else {
    await standin.stop();
    rmSync(folder, { recursive: true });
  }
}

async function story() {
  say(`It holds ${files(dataDir).length} image files in ${relative(folder, dataDir)}.`);
  await admin("store", "init");

  section("Ada asks for a dataset, and for one of four images that share files");
  const all = ["Image:1,2,3,4,5,6,7,8,9,10,11"];
  const before = digests();
  await ada("tag", "Dataset:1", "--expiry", "10", "--description", "superseded by a better staining");
  await admin("tag", "Image:8", "--description", "the microscope is long gone");
  await admin("status", ...all);

  section("Requests become jobs, with every image that shares files with them; an administrator approves");
  await admin("scan");
  await admin("jobs", "list");
  await admin("jobs", "show", "1");
  await admin("jobs", "approve", "1", "2", "--reason", "agreed in the group meeting");

  section("Copied, read back from the disk, and replaced by links");
  await admin("run");
  await admin("status", ...all);
  report(before);

  section("One image comes back");
  await admin("restore", "Image:1");
  await admin("status", "Image:1");
  const link = before.find(({ path }) => path.includes("section-01"));
  const now = lstatSync(link.path);
  say(
    `${relative(folder, link.path)} is ${now.isFile() ? "a file again" : "still a link"}, sha256 ${digest(link.path).slice(0, 16)}… ${digest(link.path) === link.sha256 ? "as before" : "DIFFERS"}`,
  );
  if (!now.isFile() || digest(link.path) !== link.sha256) throw new Error("the restored file is not what it was");
}

/** Before and after, file by file: through OMERO's own path the same bytes must come. */
function report(before) {
  let freed = 0;
  let archived = 0;
  for (const { path, sha256, size } of before) {
    const stats = lstatSync(path);
    if (digest(path) !== sha256) throw new Error(`${path} no longer yields its bytes`);
    if (!stats.isSymbolicLink()) continue;
    freed += size;
    archived++;
    say(
      `${relative(folder, path)}\n    → ${relative(folder, readlinkSync(path))}\n    sha256 ${sha256.slice(0, 16)}… before and after`,
    );
  }
  if (archived === 0) throw new Error("nothing was archived");
  say(
    `\n${archived} files are links now, ${(freed / 2 ** 20).toFixed(1)} MiB of OMERO's storage are free again, and each of the ${before.length} paths yields the same bytes as before.`,
  );
}

function digests() {
  return files(dataDir)
    .filter((path) => !lstatSync(path).isSymbolicLink())
    .map((path) => ({ path, sha256: digest(path), size: statSync(path).size }));
}

function digest(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function files(root) {
  return ["ManagedRepository", "Files", "Pixels"].flatMap((place) =>
    readdirSync(join(root, place), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
}

/** A configuration as a site writes it; the store is on the same disk, which only a demo may allow. */
function configFor(user) {
  mkdirSync(join(folder, "etc"), { recursive: true });
  const passwordFile = join(folder, "etc", `${user}.password`);
  writeFileSync(passwordFile, `${user}-demo\n`, { mode: 0o600 });
  const file = join(folder, "etc", `${user}.yaml`);
  writeFileSync(
    file,
    `omero: { host: localhost, port: ${standin.sslPort}, user: ${user}, passwordFile: ${passwordFile}, tls: { ca: ${standin.certificate} } }
dataDir: ${dataDir}
archiveDir: ${join(folder, "records")}
register: sqlite:${join(folder, "register.db")}
store: { type: file, root: ${store}, sameFileSystem: allow }
verification: any    # a temporary folder may be in memory
`,
  );
  return file;
}
