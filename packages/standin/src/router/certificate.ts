import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const VALID_DAYS = 3650;

export function certificateFileIn(folder: string): string {
  return join(folder, "server.pem");
}

/** The server's own certificate, signed by nobody else, as OMERO's usually is. It is made once and kept: clients may have pinned it. */
export async function certificateIn(folder: string): Promise<Certificate> {
  const files = { key: join(folder, "server.key"), cert: certificateFileIn(folder) };
  if (existsSync(files.key) && existsSync(files.cert)) {
    return { key: readFileSync(files.key, "utf8"), cert: readFileSync(files.cert, "utf8") };
  }
  const notBefore = new Date();
  const notAfterDate = new Date(notBefore.getTime() + VALID_DAYS * 86_400_000);
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate: notBefore,
    notAfterDate,
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  writeFileSync(files.key, made.private, { mode: 0o600 });
  writeFileSync(files.cert, made.cert);
  return { key: made.private, cert: made.cert };
}
