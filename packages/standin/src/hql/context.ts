import type { SliceException } from "@omero-archiver/ice";
import type { Entity } from "../schema/entity.js";
import type { Model } from "../schema/model.js";
import type { ParameterUses } from "./parameters.js";

/** What all levels of one query share. */
export interface Context {
  readonly model: Model;
  readonly parameters: ParameterUses;
  /** The condition that rows of a table are there for who asks; "1" where all are. */
  visible(entity: Entity, alias: string): string;
  /** A name for a table that was not used before. */
  nextAlias(): string;
  /** Notes what the database will not do: told when everything else turned out to be right. */
  refuse(problem: SliceException): void;
}
