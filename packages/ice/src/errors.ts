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
