import { isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import { TlsFailed } from "../errors.js";
import type { Address, Line } from "./open.js";

/** How a server proves who it is. Without any of these its certificate must be signed by an authority that the system trusts. */
export interface TlsOptions {
  /** The certificate (PEM) of the authority, or of the server itself, that is to be trusted. */
  readonly ca?: string | Buffer;
  /** SHA-256 of the server's certificate in hex, with or without colons; any other certificate is refused, this one accepted as it is. */
  readonly fingerprint?: string;
  /** false: take any certificate. Whoever stands between can then read everything, the password too. */
  readonly verify?: boolean;
  /** Servers without a certificate: anonymous Diffie-Hellman, at most TLS 1.2. Protects from listening only. */
  readonly anonymous?: boolean;
  /** The name that the certificate must carry, where it is not the host's. */
  readonly serverName?: string;
}

/** OpenSSL's DEFAULT strikes anonymous ciphers for good; HIGH:ADH keeps them. (Measured on OMERO servers without certificate) */
export const ANONYMOUS = { ciphers: "HIGH:ADH:@SECLEVEL=0", maxVersion: "TLSv1.2", minVersion: "TLSv1" } as const;

/** Agrees on TLS over an open socket; no byte of the protocol is read or sent before the certificate is checked. */
export async function openTls(socket: Socket, address: Address, options: TlsOptions): Promise<Line> {
  const { host, port } = address;
  const secured = connectTls({ socket, ...uncheckedTls(address, options) });
  await new Promise<void>((resolve, reject) => {
    secured.once("secureConnect", resolve);
    secured.once("error", (cause) => reject(new TlsFailed(disagreement(host, port, options, cause), { cause })));
    secured.once("close", () =>
      reject(new TlsFailed(`${host}:${port} closed the connection while agreeing on TLS; is this its TLS port?`)),
    );
  });
  secured.removeAllListeners("close").removeAllListeners("error");
  const fingerprint = checkCertificate(secured, address, options);
  return { socket: secured, ...(fingerprint === undefined ? {} : { fingerprint }) };
}

/** Settings for a TLS connection that takes any certificate; `checkCertificate` judges it before anything is trusted to the line. */
export function uncheckedTls({ host }: Address, options: TlsOptions): ConnectionOptions {
  const name = options.serverName ?? host;
  return {
    ...(isIP(name) ? {} : { servername: name }),
    rejectUnauthorized: false,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.anonymous ? ANONYMOUS : {}),
  };
}

/**
 * Judges the certificate that a peer has shown, and ends the connection where it is not to be trusted.
 * @returns its SHA-256 fingerprint; undefined with anonymous TLS
 * @throws TlsFailed
 */
export function checkCertificate(secured: TLSSocket, { host, port }: Address, options: TlsOptions): string | undefined {
  if (options.anonymous) return undefined;
  const name = options.serverName ?? host;
  const pinned = options.fingerprint === undefined ? undefined : normal(options.fingerprint);
  const certificate = secured.getPeerCertificate();
  const fingerprint = certificate.fingerprint256;
  const fault = pinned === undefined ? distrust(secured, certificate, name, options) : mismatch(pinned, fingerprint);
  if (fault !== undefined) {
    secured.destroy();
    throw new TlsFailed(`the certificate of ${host}:${port} is not accepted: ${fault}`);
  }
  return fingerprint;
}

function mismatch(pinned: string, fingerprint: string | undefined): string | undefined {
  if (normal(fingerprint ?? "") === pinned) return undefined;
  return `its SHA-256 fingerprint is ${fingerprint ?? "(no certificate)"}, expected was ${pinned.match(/../g)?.join(":")}. Has the server got a new certificate? Ask its administrator before you trust it.`;
}

function distrust(
  secured: TLSSocket,
  certificate: PeerCertificate,
  name: string,
  options: TlsOptions,
): string | undefined {
  if (options.verify === false) return undefined;
  const how = `To trust exactly this certificate set tls.fingerprint to ${certificate.fingerprint256} (compare it with the server's administrator first), or give its authority as tls.ca.`;
  if (!secured.authorized) return `${String(secured.authorizationError)}. ${how}`;
  const names = certificate.subjectaltname ?? `CN=${String(certificate.subject?.CN)}`;
  return matches(secured, name) ? undefined : `it is for ${names}, not for ${name}. ${how}`;
}

function matches(secured: TLSSocket, name: string): boolean {
  const certificate = secured.getPeerX509Certificate();
  if (!certificate) return false;
  return (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: "default" })) !== undefined;
}

function disagreement(host: string, port: number, options: TlsOptions, cause: NodeJS.ErrnoException): string {
  const hint =
    /handshake failure|no shared cipher/i.test(cause.message) && !options.anonymous
      ? " A server that never ran `omero certificates` has none: it can be reached with tls.anonymous: true."
      : /wrong version number|packet length|unsupported protocol/i.test(cause.message)
        ? " Is this the tcp port?"
        : "";
  return `can't agree on TLS with ${host}:${port}: ${cause.message}.${hint}`;
}

function normal(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, "").toUpperCase();
}
