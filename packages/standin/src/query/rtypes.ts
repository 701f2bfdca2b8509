import type { SliceObject } from "@omero-archiver/ice";
import type { ScalarType } from "../schema/entity.js";
import { symbolOf } from "../schema/units.js";
import { formatPermissions } from "../security/permissions.js";

/** Values as OMERO.server sends them: an RType each, null for null. */

const NAMES: Partial<Record<ScalarType | "float", string>> = {
  int: "::omero::RInt",
  long: "::omero::RLong",
  float: "::omero::RFloat",
  double: "::omero::RDouble",
  boolean: "::omero::RBool",
  string: "::omero::RString",
  time: "::omero::RTime",
};

/** The RType of a kind of value; of booleans SQLite has 0 and 1. */
export function rtypeOf(kind: ScalarType | "float"): (value: unknown) => SliceObject | null {
  const $type = NAMES[kind];
  if ($type === undefined) throw new Error(`values of kind ${kind} have no RType`);
  if (kind === "boolean") return (value) => (value === null ? null : { $type, val: Boolean(value) });
  if (kind === "int" || kind === "long") return (value) => (value === null ? null : { $type, val: wholeNumber(value) });
  return (value) => (value === null ? null : { $type, val: value });
}

/** Sums and quotients may be real numbers where whole ones are expected: PostgreSQL's driver cuts them off. */
function wholeNumber(value: unknown): unknown {
  return typeof value === "number" ? Math.trunc(value) : value;
}

export const rlong = rtypeOf("long");
export const rstring = rtypeOf("string");
const rdouble = rtypeOf("double");
const rbool = rtypeOf("boolean");

export function robject(val: SliceObject | null): SliceObject | null {
  return val === null ? null : { $type: "::omero::RObject", val };
}

export function rmap(entries: Iterable<readonly [string, SliceObject | null]>): SliceObject {
  return { $type: "::omero::RMap", val: new Map(entries) };
}

export function rlist(val: readonly (SliceObject | null)[]): SliceObject {
  return { $type: "::omero::RList", val };
}

/** A value with a unit, as a projection sends it. */
export function unitMap(kind: string, value: number, unit: string): SliceObject {
  return rmap([
    ["value", rdouble(value)],
    ["unit", rstring(unit)],
    ["symbol", rstring(symbolOf(kind, unit))],
  ]);
}

/** What may not be done, in the order of omero.constants.permissions: link, edit, delete, annotate, chgrp, chown. */
export type Restrictions = readonly [boolean, boolean, boolean, boolean, boolean, boolean];

export const NO_RESTRICTIONS: Restrictions = [false, false, false, false, false, false];

/** Permissions, as a projection sends them. */
export function permissionsMap(
  permissions: number,
  [link, edit, remove, annotate, chgrp, chown]: Restrictions,
): SliceObject {
  return rmap([
    ["perm", rstring(formatPermissions(permissions))],
    ["canAnnotate", rbool(!annotate)],
    ["canDelete", rbool(!remove)],
    ["canEdit", rbool(!edit)],
    ["canLink", rbool(!link)],
    ["canChgrp", rbool(!chgrp)],
    ["canChown", rbool(!chown)],
  ]);
}
