import { ConnectFailed, ConnectionLost, RequestFailed, SliceException } from "@omero-archiver/ice";
import type { CmdERR } from "./generated/types.js";

/** OMERO.server refused or failed: its own message is kept. */
export class OmeroError extends Error {
  override readonly name: string = "OmeroError";

  constructor(
    message: string,
    /** Type id of the server's exception. */
    readonly $type: string,
    /** The Java class of the failure on the server. */
    readonly serverExceptionClass: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Not allowed: permissions of the group, rights of the user, or an object that may not be read. */
export class SecurityViolation extends OmeroError {
  override readonly name = "SecurityViolation";
}
/** The request does not fit what is there: unknown id, double link, missing field. */
export class ValidationFailed extends OmeroError {
  override readonly name = "ValidationFailed";
}
/** The call itself is wrong; a query that is no HQL is one (QueryFailed). */
export class ApiUsage extends OmeroError {
  override readonly name: string = "ApiUsage";
}
export class QueryFailed extends ApiUsage {
  override readonly name = "QueryFailed";
}
/** The object was changed by somebody else since it was read. */
export class OptimisticLock extends OmeroError {
  override readonly name = "OptimisticLock";
}
/** Files on the server's disk can't be read or written. */
export class ResourceFailed extends OmeroError {
  override readonly name = "ResourceFailed";
}
/** The server has ended the session: log in again. */
export class SessionExpired extends OmeroError {
  override readonly name = "SessionExpired";
}
/** A fault of the server; with "MemoryLimitException" the answer was too large for one message. */
export class InternalError extends OmeroError {
  override readonly name = "InternalError";
  get tooLarge(): boolean {
    return this.serverExceptionClass.includes("MemoryLimitException");
  }
}
/** The login was refused: wrong user or password, or a session key that is no longer valid. */
export class LoginFailed extends OmeroError {
  override readonly name = "LoginFailed";
}
/** User and password are right, but no session could be made. */
export class SessionRefused extends OmeroError {
  override readonly name = "SessionRefused";
}
/** A command (Delete2, Chgrp2 …) ended with an error. */
export class CommandFailed extends OmeroError {
  override readonly name = "CommandFailed";
  constructor(
    readonly category: string,
    readonly code: string,
    readonly parameters: ReadonlyMap<string, string>,
    $type: string,
    message: string,
  ) {
    super(message, $type, category);
  }
}
/** The server can't be reached, or went away in the middle. */
export class ServerUnreachable extends Error {
  override readonly name = "ServerUnreachable";
}

const CLASSES: readonly (readonly [string, typeof OmeroError])[] = [
  ["::omero::SecurityViolation", SecurityViolation],
  ["::omero::GroupSecurityViolation", SecurityViolation],
  ["::omero::PermissionMismatchGroupSecurityViolation", SecurityViolation],
  ["::omero::ReadOnlyGroupSecurityViolation", SecurityViolation],
  ["::omero::ValidationException", ValidationFailed],
  ["::omero::QueryException", QueryFailed],
  ["::omero::ApiUsageException", ApiUsage],
  ["::omero::OverUsageException", ApiUsage],
  ["::omero::OptimisticLockException", OptimisticLock],
  ["::omero::ResourceError", ResourceFailed],
  ["::omero::SessionException", SessionExpired],
  ["::omero::RemovedSessionException", SessionExpired],
  ["::omero::SessionTimeoutException", SessionExpired],
  ["::omero::InternalException", InternalError],
  ["::Glacier2::PermissionDeniedException", LoginFailed],
  ["::omero::AuthenticationException", LoginFailed],
  ["::omero::ExpiredCredentialException", LoginFailed],
  ["::Glacier2::CannotCreateSessionException", SessionRefused],
  ["::omero::WrappedCreateSessionException", SessionRefused],
];

/** What a failed call means, as one of the classes above; other errors stay as they are. */
export function asOmeroError(error: unknown, doing: string): unknown {
  if (error instanceof SliceException) {
    const { message, reason, type, serverExceptionClass } = error.members;
    const text = [message, reason, type].find((part) => typeof part === "string" && part !== "") ?? "no reason given";
    const Kind = CLASSES.find(([id]) => id === error.$type)?.[1] ?? OmeroError;
    return new Kind(`${doing}: ${String(text)}`, error.$type, String(serverExceptionClass ?? ""), { cause: error });
  }
  if (error instanceof RequestFailed && error.status === 2) {
    return new SessionExpired(`${doing}: the session has ended`, "::Ice::ObjectNotExistException", "", {
      cause: error,
    });
  }
  if (error instanceof ConnectionLost) {
    return new ServerUnreachable(
      `${doing}: the connection to OMERO.server was lost (${error.message}); is it running? Run the command again when it is.`,
      { cause: error },
    );
  }
  if (error instanceof ConnectFailed) return new ServerUnreachable(`${doing}: ${error.message}`, { cause: error });
  return error;
}

/** A command's ERR as an exception. */
export function commandFailed(err: CmdERR & { readonly message?: string }, doing: string): CommandFailed {
  const parameters = err.parameters ?? new Map<string, string>();
  const text = err.message || parameters.get("message") || err.name || "no reason given";
  return new CommandFailed(err.category ?? "", err.name ?? "", parameters, err.$type, `${doing}: ${text}`);
}
