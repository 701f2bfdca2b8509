import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { created, type IObject, OmeroClient, rbool, rstring, unloaded, unwrap } from "@omero-archiver/omero";
import { parsePermissions } from "#src/security/permissions.js";
import { StandIn, type StandInOptions } from "#src/standin.js";

export const ROOT_PASSWORD = "root's";

/** A stand-in on free ports over a data directory of its own, and clients of it; all gone with the test. */
export class Site {
  private constructor(
    readonly standIn: StandIn,
    private readonly test: TestContext,
  ) {}

  static async start(test: TestContext, options: Partial<StandInOptions> = {}): Promise<Site> {
    const dataDir = options.dataDir ?? (await temporaryFolder(test));
    const standIn = await StandIn.start({ dataDir, sslPort: 0, tcpPort: 0, rootPassword: ROOT_PASSWORD, ...options });
    test.after(() => standIn.close());
    return new Site(standIn, test);
  }

  get dataDir(): string {
    return this.standIn.dataDir;
  }

  /** A client over plain tcp, by password. */
  login(user: string, password = `${user}'s`, group?: string): Promise<OmeroClient> {
    return this.#connect({ user, password, ...(group && { group }) });
  }

  root(): Promise<OmeroClient> {
    return this.login("root", ROOT_PASSWORD);
  }

  join(sessionKey: string): Promise<OmeroClient> {
    return this.#connect({ sessionKey });
  }

  async #connect(login: { user: string; password: string; group?: string } | { sessionKey: string }) {
    const { tcp } = this.standIn.ports;
    const client = await OmeroClient.connect({
      host: "127.0.0.1",
      port: tcp,
      transport: "tcp",
      login,
      callTimeoutMs: 10_000,
    });
    this.test.after(() => client.close().catch(() => undefined));
    return client;
  }
}

export async function temporaryFolder(test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "standin-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A new group. @param permissions such as "rwra--" */
export async function makeGroup(root: OmeroClient, name: string, permissions: string): Promise<number> {
  const details = {
    $type: "::omero::model::Details",
    permissions: { $type: "::omero::model::Permissions", perm1: parsePermissions(permissions) },
  } as const;
  const group = created("ExperimenterGroup", { name: rstring(name), ldap: rbool(false), details });
  return Number(await root.admin.createGroup(group));
}

/** A new user with the password `<name>'s` in these groups and in `user`. The first is the default group. */
export async function makeUser(root: OmeroClient, name: string, first: number, ...others: number[]): Promise<number> {
  const user = created("Experimenter", {
    omeName: rstring(name),
    firstName: rstring(name),
    lastName: rstring("Tester"),
    ldap: rbool(false),
  });
  const all = [...others, 1].map((id) => unloaded("ExperimenterGroup", id));
  const password = rstring(`${name}'s`);
  return Number(
    await root.admin.createExperimenterWithPassword(user, password, unloaded("ExperimenterGroup", first), all),
  );
}

export function idOf(object: IObject | null | undefined): number {
  return Number(unwrap(object?.id));
}
