import type { Identity } from "./values.js";

/** Bytes that are no valid Ice, or a value that does not fit its Slice type. The connection they came on is of no more use. */
export class MarshalError extends Error {
  override readonly name = "MarshalError";
}

/** A user exception: an answer that the Slice operation declares (or one derived from it). */
export class SliceException extends Error {
  override readonly name: string = "SliceException";

  constructor(
    /** Its type id, e.g. "::Glacier2::PermissionDeniedException". */
    readonly $type: string,
    /** All members, those of its bases included. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${$type.replace(/^::/, "")}${told(members)}`);
  }
}

function told(members: Readonly<Record<string, unknown>>): string {
  const text = members.message ?? members.reason;
  return typeof text === "string" && text !== "" ? `: ${text}` : "";
}

/** The line could not be made: wrong host or port, nobody listening, or a peer that does not speak Ice. */
export class ConnectFailed extends Error {
  override readonly name: string = "ConnectFailed";
}

/** The peer's certificate is not the one that was asked for, or TLS could not be agreed on. Nothing was sent. */
export class TlsFailed extends ConnectFailed {
  override readonly name = "TlsFailed";
}

/** The line ended before the answer came. Whether the peer did what was asked is not known. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** No answer in time. Whether the peer did what was asked is not known. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** The peer has no such object (2), facet (3) or operation (4). */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";

  constructor(
    readonly status: 2 | 3 | 4,
    readonly about: { readonly identity: Identity; readonly facet: string; readonly operation: string },
  ) {
    const what = { 2: "object", 3: "facet", 4: "operation" }[status];
    const { category, name } = about.identity;
    super(
      `no such ${what}: ${about.operation} on ${category === "" ? "" : `${category}/`}${name}${about.facet === "" ? "" : ` -f ${about.facet}`}`,
    );
  }
}

/** The peer failed in a way that its Slice does not declare: a local (5), a user (6) or any other exception (7). */
export class UnknownServerError extends Error {
  override readonly name = "UnknownServerError";

  constructor(
    readonly status: 5 | 6 | 7,
    /** What the peer says of it, whole. */
    readonly text: string,
  ) {
    super(`the server failed: ${text.split("\n", 1)[0]}`);
  }
}
