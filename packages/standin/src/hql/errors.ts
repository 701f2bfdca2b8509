import type { SliceException } from "@omero-archiver/ice";
import { serverError } from "../errors.js";

/** A query that cannot be understood: wrong syntax, or names that the model does not have. Becomes OMERO's QueryException. */
export class IllegalQuery extends Error {
  override readonly name = "IllegalQuery";
}

/** A query of a class that OMERO has and its database does not: Hibernate asks for nothing then, and finds nothing. */
export class NothingToAsk extends Error {
  override readonly name = "NothingToAsk";
}

/** OMERO's answer to a query that cannot be understood. */
export function illegalQuery(hql: string, cause: IllegalQuery): SliceException {
  return serverError("QueryException", `Illegal query:${hql}\n${cause.message}`);
}

/** OMERO's answer to a query that it understands and its database, PostgreSQL, does not. */
export function refusedByDatabase(reason: string): SliceException {
  return serverError("ApiUsageException", `could not execute query; ${reason}`);
}

/** OMERO's answer where the database can do nothing with a value. */
export function invalidData(reason: string): SliceException {
  return serverError("ValidationException", `could not execute query; ${reason}`);
}
