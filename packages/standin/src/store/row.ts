/**
 * An object's values by the names of its fields: references as ids, `{ value, unit }` of a value with a unit,
 * `[name, value][]` of pairs, milliseconds of a time. Beside the fields: `id`; `class`, the entity's name, where a table
 * holds several; `ownerId`, `groupId`, `creationEventId`, `updateEventId`, `externalInfoId`; `permissions` (bits, of a
 * group); the places in lists, as `image_index` of Pixels.
 */
export type Row = Record<string, unknown>;

export interface UnitValue {
  readonly value: number;
  readonly unit: string;
}

/** Columns of details by the keys of a row. */
export const DETAILS = {
  ownerId: { column: "owner_id", target: "Experimenter" },
  groupId: { column: "group_id", target: "ExperimenterGroup" },
  creationEventId: { column: "creation_id", target: "Event" },
  updateEventId: { column: "update_id", target: "Event" },
  externalInfoId: { column: "external_id", target: "ExternalInfo" },
} as const;

export type DetailsKey = keyof typeof DETAILS;
