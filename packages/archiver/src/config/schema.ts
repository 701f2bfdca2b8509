import { isAbsolute, normalize } from "node:path";
import { z } from "zod";
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

const fileStore = z.strictObject({
  type: z.literal("file"),
  root: path,
  /** How OMERO.server's own machine sees the root, where that is another path. */
  omeroSees: path.optional(),
  sameFileSystem: z.enum(["refuse", "allow"]).default("refuse"),
  /** How long after copying a copy counts as safe; absent: at once. */
  safeAfter: duration.optional(),
  /** A command that ends with 0 when the copy (its path is the last argument) is safe elsewhere, too. */
  safeCommand: z.array(z.string()).min(1).optional(),
});

/** The configuration as it stands in the file. A key that is not known is refused: a misspelt one must not be passed over. */
export const fileSchema = z.strictObject({
  omero: omero.prefault({}),
  dataDir: path.default("/OMERO"),
  omeroSees: path.optional(),
  managedRepository: path.optional(),
  files: path.optional(),
  pixels: path.optional(),
  archiveDir: path.optional(),
  jobs: path.optional(),
  records: path.optional(),
  register: z
    .string()
    .regex(/^sqlite:\/./, "must be sqlite:/path/to/register.db")
    .default("sqlite:/var/lib/omero-archiver/register.db"),
  store: z.discriminatedUnion("type", [fileStore], "must be a kind of store that there is: file").optional(),
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
});

export type FileConfiguration = z.output<typeof fileSchema>;
export type StoreConfiguration = NonNullable<FileConfiguration["store"]>;
