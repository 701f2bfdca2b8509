import type { SliceObject } from "@omero-archiver/ice";

/** Slice values of OMERO, made and read. Ids are numbers: no database of ours grows past 2^53 rows. */

const MODEL = "::omero::model::";

export const rlong = (val: number | bigint): SliceObject => ({ $type: "::omero::RLong", val });
export const rstring = (val: string): SliceObject => ({ $type: "::omero::RString", val });
export const rtime = (val: number): SliceObject => ({ $type: "::omero::RTime", val });

/** A reference to an object: its type and id, nothing else. */
export function unloaded(entity: string, id: number): SliceObject {
  return { $type: MODEL + entity, id: rlong(id), loaded: false };
}

/** "Image" of an object of the model. */
export function entityOf(object: SliceObject): string {
  return object.$type.slice(MODEL.length);
}

/** The value of an RType member; undefined where it is null or not there. */
export function plainValue<T = unknown>(rtype: unknown): T | undefined {
  return (rtype as { val?: T } | null | undefined)?.val ?? undefined;
}

/** An object's id; undefined of a new one. */
export function idOf(object: SliceObject): number | undefined {
  const id = plainValue<number | bigint>(object.id);
  return id === undefined ? undefined : Number(id);
}
