import type { Long } from "@omero-archiver/ice";
import type { IObject, Model, RBool, RDouble, RInt, RList, RLong, RString, RTime, RType } from "./generated/types.js";

/** A value of a row: long → number (bigint beyond 2^53), time → number (ms since 1970), map → object, object → itself. */
export type Value = null | boolean | number | bigint | string | IObject | Value[] | { [key: string]: Value };

/** What may stand for a query's parameter. A number or bigint is a long, a Date a time; say `rint(…)` where an int is meant. */
export type ParameterValue = number | bigint | string | boolean | Date | RType | readonly ParameterValue[];

export const rlong = (val: Long): RLong => ({ $type: "::omero::RLong", val });
export const rint = (val: number): RInt => ({ $type: "::omero::RInt", val });
export const rdouble = (val: number): RDouble => ({ $type: "::omero::RDouble", val });
export const rbool = (val: boolean): RBool => ({ $type: "::omero::RBool", val });
export const rstring = (val: string): RString => ({ $type: "::omero::RString", val });
export const rlist = (val: readonly RType[]): RList => ({ $type: "::omero::RList", val });
/** Milliseconds since 1970, or a Date. */
export const rtime = (val: number | Date): RTime => ({ $type: "::omero::RTime", val: Number(val) });

/** An object of which only type and id are said, as links have their ends. */
export function unloaded<T extends keyof Model>(type: T, id: Long): Model[T] {
  return { $type: `::omero::model::${type}`, id: rlong(id), loaded: false } as unknown as Model[T];
}

/** A new object of OMERO's model, to be saved: loaded, without id. */
export function created<T extends keyof Model>(type: T, members: Omit<Model[T], "$type" | "loaded">): Model[T] {
  return { $type: `::omero::model::${type}`, loaded: true, ...members } as unknown as Model[T];
}

/**
 * Puts new objects into a new object's collection, to be saved as one graph. Both ends must know each other: OMERO takes the
 * reference back (`back`, e.g. Pixels.image) as the truth. Gives the parent.
 */
export function attach<P extends IObject>(
  parent: P,
  collection: string,
  children: readonly IObject[],
  back: string,
): P {
  for (const child of children) Object.assign(child, { [back]: parent });
  return Object.assign(parent, { [`${collection}Seq`]: children, [`${collection}Loaded`]: true });
}

/** A query's parameter as OMERO takes it. */
export function rtype(value: ParameterValue): RType {
  if (Array.isArray(value)) return rlist(value.map(rtype));
  switch (typeof value) {
    case "number":
    case "bigint":
      return rlong(value);
    case "string":
      return rstring(value);
    case "boolean":
      return rbool(value);
    default:
      return value instanceof Date ? rtime(value) : (value as RType);
  }
}

/** The plain value inside. */
export function unwrap(value: RType | null | undefined): Value {
  if (value === null || value === undefined) return null;
  const { val } = value as { val?: unknown };
  if (Array.isArray(val)) return val.map((element) => unwrap(element as RType | null));
  if (val instanceof Map)
    return Object.fromEntries([...val].map(([key, entry]) => [key, unwrap(entry as RType | null)]));
  return (val ?? null) as Value;
}
