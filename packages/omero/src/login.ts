import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Who logs in: by password, by the key of a session that is open, or by the OMERO command line's stored login. */
export type Login =
  | { readonly user: string; readonly password: string; readonly group?: string }
  | { readonly sessionKey: string; readonly group?: string }
  | { readonly stored: true; readonly sessionDir?: string };

/** What `omero login` has stored. */
export interface StoredLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly sessionKey: string;
  readonly group?: string;
}

/** No login is stored, or not a whole one. */
export class NoStoredLogin extends Error {
  override readonly name = "NoStoredLogin";
}

/**
 * Reads the current login of the OMERO command line. (Layout: omero-py 5.23, `omero.util.sessions`)
 * @throws NoStoredLogin where there is none: run `omero login` first.
 */
export async function storedLogin(sessionDir = sessionFolder(process.env)): Promise<StoredLogin> {
  const host = (await word(join(sessionDir, "._LASTHOST_"))) || "localhost";
  const folder = join(sessionDir, encodeAll(host));
  const user = await word(join(folder, "._LASTUSER_"));
  const sessionKey = user && (await word(join(folder, user, "._LASTSESS_")));
  if (!sessionKey) throw new NoStoredLogin(`no login to ${host} is stored in ${sessionDir}: run \`omero login\` first`);
  const file = join(folder, user, sessionKey);
  const properties = await readFile(file, "utf8").catch((cause) => {
    throw new NoStoredLogin(`the stored login ${file} can't be read: run \`omero login\` again`, { cause });
  });
  const values = new Map(
    properties.split(/\r?\n/).map((line): [string, string] => {
      const at = line.indexOf("=");
      return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const group = values.get("omero.group");
  return {
    host: values.get("omero.host") || host,
    port: Number(values.get("omero.port") || (await word(join(sessionDir, "._LASTPORT_"))) || 4064),
    user: values.get("omero.user") || user,
    sessionKey: values.get("omero.sess") || sessionKey,
    ...(group ? { group } : {}),
  };
}

function sessionFolder(env: NodeJS.ProcessEnv): string {
  if (env.OMERO_SESSIONDIR) return env.OMERO_SESSIONDIR;
  if (env.OMERO_SESSION_DIR) return join(env.OMERO_SESSION_DIR, "omero", "sessions");
  if (env.OMERO_USERDIR) return join(env.OMERO_USERDIR, "sessions");
  return join(homedir(), "omero", "sessions");
}

/** A file's only word; "" where there is no such file. */
async function word(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Percent-encodes as Python's `quote(host, "")` does. */
function encodeAll(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
