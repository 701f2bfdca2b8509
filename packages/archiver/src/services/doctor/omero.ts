import { lstat } from "node:fs/promises";
import { type OmeroClient, unwrap } from "@omero-archiver/omero";
import type { Configuration, Places } from "../../config/configuration.js";
import { type Finding, failed, notTried, ok, warning } from "../../domain/findings.js";
import { managedPath } from "../../omero/paths.js";

/** Servers that this was measured against. */
const KNOWN_VERSION = /^5\.6\./;
/** Clocks that differ by more (ms) make waiting times and dates wrong. */
const CLOCKS = 60_000;
/** Files looked at by their names in OMERO's database. */
const SAMPLE = 20;

const ALL = { group: "all" } as const;
const ENTRIES =
  "select e.id, f.path, f.name from FilesetEntry e join e.originalFile f where e.id > :from and e.id > :after order by e.id";

/** How the server proves who it is. */
export function* lookAtTransport({ omero: { transport, tls } }: Configuration): Generator<Finding> {
  if (transport === "tcp")
    yield warning(
      "TLS",
      "passwords and data go to OMERO over plain tcp",
      "set omero.transport: ssl, unless OMERO.server runs on this machine",
    );
  else if (tls.anonymous || tls.verify === false)
    yield warning(
      "TLS",
      "any server that answers is taken for OMERO.server",
      "set omero.tls.fingerprint, or omero.tls.ca, in place of anonymous or verify: false",
    );
  else yield ok("TLS", tls.fingerprint ? "the certificate is pinned" : "the certificate is checked");
}

/** Who the archiver is in OMERO, and what it may do there. */
export async function* lookAtOmero(client: OmeroClient): AsyncGenerator<Finding> {
  const me = await client.whoAmI();
  const version = await client.config.getVersion();
  yield KNOWN_VERSION.test(version)
    ? ok("login", `as ${me.userName} at OMERO.server ${version}`)
    : warning(
        "login",
        `as ${me.userName} at OMERO.server ${version}, which this was never tried with`,
        "run `omero-archiver selftest` before you trust it",
      );
  yield* privileges(me.userName, me.isAdmin, me.adminPrivileges);
  const theirs = Number(unwrap(await client.config.getServerTime()));
  const apart = Math.abs(Date.now() - theirs);
  yield apart > CLOCKS
    ? warning("clock", `it differs from OMERO.server's by ${Math.round(apart / 1_000)} s`, "let both be set by NTP")
    : ok("clock", "it agrees with OMERO.server's");
}

function* privileges(user: string, isAdmin: boolean, all: readonly string[]): Generator<Finding> {
  if (!isAdmin || !all.includes("Sudo"))
    yield failed(
      "privileges",
      `${user} is ${isAdmin ? "an administrator without the privilege Sudo" : "no administrator"}, and can't write tags as the images' owners`,
      'in OMERO.web, make it an "Administrator with restricted privileges" with Sudo alone',
    );
  else if (all.length > 1)
    yield warning(
      "privileges",
      `${user} has Sudo, and ${all.length - 1} more than are needed`,
      "Sudo alone is enough: take the others away in OMERO.web",
    );
  else yield ok("privileges", `${user} has Sudo, and no more`);
}

/** That what OMERO's database names lies where the configuration says. */
export async function lookAtSomeFiles(client: OmeroClient, places: Places): Promise<Finding> {
  const about = "files by their names in OMERO";
  const [newest] = await client.projection("select max(e.id) from FilesetEntry e", {}, ALL);
  const from = Number(newest?.[0] ?? 0) - SAMPLE;
  const paths: string[] = [];
  for await (const [, path, name] of client.pages(ENTRIES, { from }, ALL))
    paths.push(managedPath(places, String(path), String(name)));
  if (paths.length === 0) return notTried(about, "OMERO has no filesets yet");
  const there = await Promise.all(
    paths.map((path) =>
      lstat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = paths.filter((_, i) => !there[i]);
  if (missing.length === 0) return ok(about, `the latest ${paths.length} are on the disk`);
  const what = `${missing.length} of the latest ${paths.length} are not on the disk, as ${missing[0]}`;
  return missing.length === paths.length
    ? failed(about, what, "is dataDir (or managedRepository) what this OMERO.server uses, and mounted?")
    : warning(about, what);
}
