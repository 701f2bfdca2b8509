import { SliceException, UnknownServerError } from "@omero-archiver/ice";

/** What OMERO.server raises: its Slice name (below ::omero::, or ::omero::cmd::) and the Java class that it stands for. */
const JAVA_CLASSES = {
  ApiUsageException: "ome.conditions.ApiUsageException",
  ValidationException: "ome.conditions.ValidationException",
  QueryException: "ome.services.query.QueryException",
  SecurityViolation: "ome.conditions.SecurityViolation",
  GroupSecurityViolation: "ome.conditions.GroupSecurityViolation",
  ReadOnlyGroupSecurityViolation: "ome.conditions.ReadOnlyGroupSecurityViolation",
  PermissionMismatchGroupSecurityViolation: "ome.conditions.PermissionMismatchGroupSecurityViolation",
  InternalException: "ome.conditions.InternalException",
  OptimisticLockException: "ome.conditions.OptimisticLockException",
  ConcurrencyException: "ome.conditions.ConcurrencyException",
  LockTimeout: "ome.conditions.LockTimeout",
  OverUsageException: "ome.conditions.OverUsageException",
  ResourceError: "ome.conditions.ResourceError",
  MissingPyramidException: "ome.conditions.MissingPyramidException",
  RemovedSessionException: "ome.conditions.RemovedSessionException",
  SessionTimeoutException: "ome.conditions.SessionTimeoutException",
  SessionException: "ome.conditions.SessionException",
  AuthenticationException: "ome.conditions.AuthenticationException",
} as const;

export type ServerErrorName = keyof typeof JAVA_CLASSES;

/**
 * An error as OMERO.server sends it to clients: a `::omero::ServerError` with message, Java class and stack trace
 * (measured on OMERO 5.6).
 */
export function serverError(name: ServerErrorName, message: string): SliceException {
  const serverExceptionClass = JAVA_CLASSES[name];
  const error = new SliceException(`::omero::${name}`, {
    message,
    serverExceptionClass,
    serverStackTrace: `${serverExceptionClass}: ${message}\n`,
  });
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return Object.assign(error, {
    members: { ...error.members, serverStackTrace: [`${serverExceptionClass}: ${message}`, ...frames].join("\n") },
  });
}

/**
 * A failure that OMERO's operations do not declare: clients are told of an unknown exception, with its text. To be handed on
 * as it is.
 */
export function undeclaredError(text: string): UnknownServerError {
  return new UnknownServerError(7, text);
}
