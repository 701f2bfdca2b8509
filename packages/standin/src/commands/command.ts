import type { SliceObject } from "@omero-archiver/ice";
import type { Call } from "../services/service.js";

/** What a request does: its response, or a CommandFailed. It runs in one transaction, which a failure undoes. */
export type Command = (call: Call, request: SliceObject) => SliceObject;

/** The end of a command that did not do its work: carries the ERR that is its response. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";

  constructor(
    readonly response: SliceObject,
    options?: ErrorOptions,
  ) {
    super(`${response.category}: ${response.name}`, options);
  }
}

/** An ERR by its request's type and a name that clients know, such as "not-in-group". */
export function failed(
  request: SliceObject,
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): CommandFailed {
  const all = new Map(Object.entries(parameters));
  return new CommandFailed({ $type: "::omero::cmd::ERR", category: request.$type, name, parameters: all });
}

/** A graph that may not be changed as asked: the GraphException that tells why. */
export function graphFailed(request: SliceObject, message: string, cause?: unknown): CommandFailed {
  const failure = new CommandFailed(
    {
      $type: "::omero::cmd::GraphException",
      category: request.$type,
      name: "graph-fail",
      message,
      parameters: new Map([
        ["message", message],
        ["stacktrace", new Error(message).stack ?? message],
      ]),
    },
    { cause },
  );
  return failure;
}
