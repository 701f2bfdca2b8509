import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { TlsOptions, Transport } from "@omero-archiver/omero";
import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { nearest } from "./nearest.js";
import type { Hours } from "./quantities.js";
import {
  type FileConfiguration,
  fileSchema,
  type MailSettings,
  type StoreConfiguration,
  type TlsConfiguration,
} from "./schema.js";

/** What a site has set, with every default filled in. Times in ms. */
export interface Configuration {
  /** The file it came from; absent: defaults alone. */
  readonly file?: string;
  readonly omero: {
    readonly host: string;
    readonly port: number;
    readonly transport: Transport;
    readonly user?: string;
    readonly passwordFile?: string;
    readonly tls: TlsOptions;
  };
  readonly places: Places;
  readonly archiveDir: string;
  /** Where jobs are files, and where the records of archived files are; false: nowhere. */
  readonly jobs: string | false;
  readonly records: string | false;
  readonly register: string;
  readonly registerPasswordFile?: string;
  /** How the register's server proves who it is; absent: by the system's authorities, but on this machine it need not. */
  readonly registerTls?: { readonly ca?: Buffer; readonly verify: boolean };
  readonly store?: StoreConfiguration;
  /** Absent: no mail is sent. */
  readonly mail?: MailConfiguration;
  readonly verification: "medium" | "any";
  readonly hold: number;
  readonly withoutHardLinks: "refuse" | "allow";
  readonly noAnswerAfter: number;
  /** Bytes a second. */
  readonly limit?: number;
  readonly hours?: Hours;
}

/** How mail is sent, from whom, and who the site's administrators are. */
export interface MailConfiguration extends Pick<MailSettings, "host" | "transport" | "from" | "admins"> {
  readonly port: number;
  readonly tls: TlsOptions;
  readonly login?: { readonly user: string; readonly passwordFile: string };
}

/** Where OMERO's files are. */
export interface Places {
  readonly dataDir: string;
  /** How OMERO.server's own machine sees `dataDir`. */
  readonly omeroSees: string;
  readonly managedRepository: string;
  readonly files: string;
  readonly pixels: string;
}

/** The configuration can't be used; the message names each fault with its place. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

const USUAL = "omero-archiver.yaml";

/**
 * Reads the configuration: the file named, else $OMERO_ARCHIVER_CONFIG, else ./omero-archiver.yaml; without any, defaults.
 * @throws ConfigurationError
 */
export function readConfiguration(named?: string, env: NodeJS.ProcessEnv = process.env): Configuration {
  const asked = named ?? env.OMERO_ARCHIVER_CONFIG;
  const file = resolve(asked ?? USUAL);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (asked === undefined && (cause as NodeJS.ErrnoException).code === "ENOENT")
      return completed(fileSchema.parse({}));
    throw new ConfigurationError(`the configuration ${file} can't be read: ${(cause as Error).message}`, { cause });
  }
  return { ...completed(parseConfiguration(text, file)), file };
}

/** Checks a configuration's text (YAML, of which JSON is a part). @throws ConfigurationError with all faults at once */
export function parseConfiguration(text: string, file: string): FileConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined) => (offset === undefined ? file : `${file}:${lines.linePos(offset).line}`);
  if (document.errors.length > 0)
    throw new ConfigurationError(document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`).join("\n"));
  const parsed = fileSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(({ path, message, ...issue }) => {
    if (issue.code !== "unrecognized_keys") return [{ path, what: message }];
    return issue.keys.map((key) => ({ path: [...path, key], what: `there is no such setting${hint(key, path)}` }));
  });
  throw new ConfigurationError(
    faults
      .map(({ path, what }) => `${at(offsetOf(document, path))}: ${path.join(".") || "the file"}: ${what}`)
      .join("\n"),
  );
}

/** Where a setting stands in the text: its key, else that of the nearest setting around it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const around = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(around) && around.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]);
    if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  return undefined;
}

function hint(key: string, path: readonly PropertyKey[]): string {
  const known = nearest(key, path.map(String));
  return known ? `; did you mean ${known}?` : "";
}

function completed(config: FileConfiguration): Configuration {
  const { omero, dataDir, archiveDir = join(dataDir, "Archive"), store } = config;
  return {
    omero: {
      host: omero.host,
      port: omero.port,
      transport: omero.transport,
      ...(omero.user === undefined ? {} : { user: omero.user }),
      ...(omero.passwordFile === undefined ? {} : { passwordFile: omero.passwordFile }),
      tls: tlsOptions(omero.tls, "omero.tls"),
    },
    places: {
      dataDir,
      omeroSees: config.omeroSees ?? dataDir,
      managedRepository: config.managedRepository ?? join(dataDir, "ManagedRepository"),
      files: config.files ?? join(dataDir, "Files"),
      pixels: config.pixels ?? join(dataDir, "Pixels"),
    },
    archiveDir,
    jobs: config.jobs ?? join(archiveDir, "Job"),
    records: config.records ?? join(archiveDir, "Log"),
    register: config.register,
    ...(config.registerPasswordFile === undefined ? {} : { registerPasswordFile: config.registerPasswordFile }),
    ...(config.registerTls === undefined ? {} : { registerTls: registerTls(config.registerTls) }),
    ...(store ? { store } : {}),
    ...(config.mail ? { mail: mailConfiguration(config.mail) } : {}),
    verification: config.verification,
    hold: config.hold,
    withoutHardLinks: config.withoutHardLinks,
    noAnswerAfter: config.noAnswerAfter,
    ...(config.limit === undefined ? {} : { limit: config.limit }),
    ...(config.hours === undefined ? {} : { hours: config.hours }),
  };
}

/** Whether nobody but the store's own disk has a copy when its original goes. */
export function keepsOneCopyOnly({ store }: Configuration): boolean {
  return store?.type === "file" && !store.safeCommand && !store.safeAfter;
}

/** How a server is to prove who it is. @param setting where that stands in the configuration @throws ConfigurationError */
export function tlsOptions({ ca, fingerprint, verify, anonymous }: TlsConfiguration, setting: string): TlsOptions {
  return {
    verify,
    anonymous,
    ...(fingerprint ? { fingerprint } : {}),
    ...(ca ? { ca: authority(ca, setting) } : {}),
  };
}

/** The ports of RFC 5321, 6409 and 8314. */
const MAIL_PORTS = { plain: 25, starttls: 587, tls: 465 } as const;

function mailConfiguration({ host, port, transport, tls, user, passwordFile, from, admins }: MailSettings) {
  return {
    ...{ host, transport, from, admins },
    port: port ?? MAIL_PORTS[transport],
    tls: tlsOptions(tls, "mail.tls"),
    ...(user === undefined || passwordFile === undefined ? {} : { login: { user, passwordFile } }),
  };
}

function registerTls({ ca, verify }: NonNullable<FileConfiguration["registerTls"]>) {
  return { verify, ...(ca ? { ca: authority(ca, "registerTls") } : {}) };
}

function authority(file: string, setting: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigurationError(`${setting}.ca: ${file} can't be read: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The password of the configured user: $OMERO_ARCHIVER_PASSWORD, else the file. A file that others can read is refused.
 * @throws ConfigurationError
 */
export function readPassword(
  { passwordFile }: Pick<Configuration["omero"], "passwordFile">,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (env.OMERO_ARCHIVER_PASSWORD) return env.OMERO_ARCHIVER_PASSWORD;
  if (passwordFile === undefined)
    throw new ConfigurationError(
      "no password: set omero.passwordFile in the configuration, or $OMERO_ARCHIVER_PASSWORD",
    );
  return passwordIn(passwordFile);
}

/** What a password file says. @throws ConfigurationError where others can read it */
export function passwordIn(file: string): string {
  const { mode, password } = privateFile(file);
  if (mode & 0o077)
    throw new ConfigurationError(
      `the password file ${file} can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 ${file}`,
    );
  if (password === "") throw new ConfigurationError(`the password file ${file} is empty`);
  return password;
}

function privateFile(file: string): { mode: number; password: string } {
  try {
    return { mode: statSync(file).mode, password: readFileSync(file, "utf8").replace(/\r?\n$/, "") };
  } catch (cause) {
    throw new ConfigurationError(`the password file can't be read: ${(cause as Error).message}`, { cause });
  }
}
