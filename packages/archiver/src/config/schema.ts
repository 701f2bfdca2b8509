import { isAbsolute, normalize } from "node:path";
import { z } from "zod";
import { isMailAddress } from "../domain/mail-address.js";
import { duration, hours, size } from "./quantities.js";

const path = z
  .string()
  .refine(isAbsolute, "must be an absolute path")
  .transform((text) => (text === "/" ? text : normalize(text).replace(/\/$/, "")));

const tls = z
  .strictObject({
    ca: path.optional(),
    fingerprint: z
      .string()
      .regex(/^([0-9a-f]{2}:?){32}$/i, "must be a SHA-256 fingerprint: 64 hexadecimal digits, colons or not")
      .optional(),
    verify: z.boolean().default(true),
    anonymous: z.boolean().default(false),
  })
  .refine(
    ({ ca, fingerprint, verify }) => verify || !(ca || fingerprint),
    "verify: false trusts any certificate: leave it out where ca or fingerprint say which to trust",
  )
  .refine(
    ({ ca, fingerprint, anonymous }) => !anonymous || !(ca || fingerprint),
    "anonymous: true means a server without certificate: leave out ca and fingerprint, or anonymous",
  );

const omero = z.strictObject({
  host: z.string().min(1).default("localhost"),
  port: z.number().int().min(1).max(65_535).default(4064),
  transport: z.enum(["ssl", "tcp"]).default("ssl"),
  user: z.string().min(1).optional(),
  passwordFile: path.optional(),
  tls: tls.prefault({}),
});

/** What stores of each kind have: a folder, and how OMERO.server's own machine sees it, where that is another path. */
const folder = {
  root: path,
  omeroSees: path.optional(),
  sameFileSystem: z.enum(["refuse", "allow"]).default("refuse"),
};

const fileStore = z.strictObject({
  type: z.literal("file"),
  ...folder,
  /** How long after copying a copy counts as safe; absent: at once. */
  safeAfter: duration.optional(),
  /** A command that ends with 0 when the copy (its path is the last argument) is safe elsewhere, too. */
  safeCommand: z.array(z.string()).min(1).optional(),
});

const arkivumStore = z
  .strictObject({
    type: z.literal("arkivum"),
    ...folder,
    /** Where the appliance is mounted: the root, or a folder around it. The appliance knows files by their path from here. */
    mount: path.optional(),
    /** Where its REST interface is: `https://arkivum.example.org:8443` */
    server: z
      .string()
      .regex(/^https:\/\/[^/\s@]+\/?$/, "must be https://host:port")
      .transform((text) => text.replace(/\/$/, "")),
    tls: tls.prefault({}),
    /** The replication states, by their exact names, in which an original may go. */
    releaseStates: z.array(z.string().min(1)).min(1).default(["green"]),
    /** How long after copying the appliance may know nothing of a file; then the file fails. */
    knownWithin: duration.prefault("10m"),
    /** After so long a file that is still being ingested is worth a warning. */
    ingestedWithin: duration.prefault("100m"),
    /** When a file that waits is asked about again. */
    askAgainAfter: duration.prefault("10m"),
  })
  .refine(
    ({ root, mount }) => mount === undefined || root === mount || root.startsWith(`${mount}/`),
    "root must be the mount, or a folder on it",
  );

const address = z.string().refine(isMailAddress, "must be a mail address such as archive@example.org");

const mail = z
  .strictObject({
    host: z.string().min(1).default("localhost"),
    /** Absent: the usual one, 25, 587 or 465. */
    port: z.number().int().min(1).max(65_535).optional(),
    /** How the way to the mail server is secured: begun in the clear, TLS from the beginning, or not at all. */
    transport: z.enum(["starttls", "tls", "plain"]).default("starttls"),
    tls: tls.prefault({}),
    user: z.string().min(1).optional(),
    passwordFile: path.optional(),
    /** Who the mails are from, and who is told of new jobs, decisions, ends and errors. */
    from: address,
    admins: z.array(address).min(1),
  })
  .refine(
    ({ user, passwordFile }) => (user === undefined) === (passwordFile === undefined),
    "user and passwordFile belong together",
  )
  .refine(
    ({ user, transport }) => user === undefined || transport !== "plain",
    "a login wants transport: starttls or tls: over plain anybody on the way could read the password",
  );

/** The configuration as it stands in the file. A key that is not known is refused: a misspelt one must not be passed over. */
export const fileSchema = z.strictObject({
  omero: omero.prefault({}),
  dataDir: path.default("/OMERO"),
  omeroSees: path.optional(),
  managedRepository: path.optional(),
  files: path.optional(),
  pixels: path.optional(),
  archiveDir: path.optional(),
  /** Folders in which jobs are files, and the records of archived files; false: there are none. */
  jobs: path.or(z.literal(false)).optional(),
  records: path.or(z.literal(false)).optional(),
  register: z
    .string()
    .regex(
      /^(sqlite:\/.|postgres(ql)?:\/\/([^\s:@/?#]+@)?[^\s@/?#]+\/[^\s/?#]+$)/,
      "must be sqlite:/path/to/register.db or postgres://user@host/database, without a password in it",
    )
    .default("sqlite:/var/lib/omero-archiver/register.db"),
  /** The password of the register's user in PostgreSQL; absent: $PGPASSWORD, else ~/.pgpass. */
  registerPasswordFile: path.optional(),
  /** How the PostgreSQL server proves who it is; absent: by the system's authorities, but on this machine it need not. */
  registerTls: z
    .strictObject({ ca: path.optional(), verify: z.boolean().default(true) })
    .refine(
      ({ ca, verify }) => verify || !ca,
      "verify: false trusts any certificate: leave it out where ca says which to trust",
    )
    .optional(),
  store: z
    .discriminatedUnion("type", [fileStore, arkivumStore], "must be a kind of store that there is: file or arkivum")
    .optional(),
  /** Absent: no mail is sent. */
  mail: mail.optional(),
  /** How a copy must have been read back before its original may go. */
  verification: z.enum(["medium", "any"]).default("medium"),
  /** How long the original's bytes are held after it was replaced. */
  hold: duration.default(0),
  /** Bytes a second that are read at most, so that OMERO's users don't notice. */
  limit: size.optional(),
  /** When files may be begun; absent: always. */
  hours: hours.optional(),
  /** What to do where the originals' file system has no hard links, so that an original can't be held while it is replaced. */
  withoutHardLinks: z.enum(["refuse", "allow"]).default("refuse"),
  /** A disk from which nothing has come for so long is taken for dead (a network file system whose server is gone). */
  noAnswerAfter: duration.prefault("30m"),
});

export type FileConfiguration = z.output<typeof fileSchema>;
export type MailSettings = NonNullable<FileConfiguration["mail"]>;
export type TlsConfiguration = z.output<typeof tls>;
export type StoreConfiguration = NonNullable<FileConfiguration["store"]>;
