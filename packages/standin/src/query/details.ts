import type { SliceObject } from "@omero-archiver/ice";
import type { Entity } from "../schema/entity.js";
import { globalRights, isGivable, isMovable, parsePermissions, rights } from "../security/permissions.js";
import type { Graph, Loaded } from "./graph.js";
import type { Restrictions } from "./rtypes.js";

const NO_DOWNLOAD = "RESTRICT-BINARY-ACCESS";

/** Bits of what has no group. */
const PRIVATE = parsePermissions("rw----");

/** What a viewer is told of his rights on objects. */
export class Permits {
  private readonly classes = new Map<Entity, { readonly movable: boolean; readonly givable: boolean }>();

  constructor(private readonly graph: Graph) {}

  /** `omero.model.Permissions` of an object. */
  permissions(object: Loaded): SliceObject {
    return {
      $type: "::omero::model::Permissions",
      perm1: this.bits(object),
      restrictions: this.restrictions(object),
      extendedRestrictions: this.isInWell(object) ? [NO_DOWNLOAD] : [],
    };
  }

  /** The group's permissions; in a call for one group that one's, whatever the object's. */
  bits({ entity, row }: Loaded): number {
    const { callGroup } = this.graph.viewer;
    if (entity.name === "ExperimenterGroup") return row.permissions as number;
    if (callGroup >= 0) return this.graph.readable.group(callGroup).permissions;
    return entity.global ? PRIVATE : this.graph.readable.group(row.groupId as number).permissions;
  }

  restrictions({ entity, row }: Loaded): Restrictions {
    const { viewer, readable } = this.graph;
    const may = entity.global
      ? globalRights(viewer, entity.name)
      : rights(viewer, row.ownerId as number, readable.group(row.groupId as number), fileKind(entity, row));
    const { movable, givable } = this.kind(entity);
    return [!may.link, !may.edit, !may.delete, !may.annotate, !(may.chgrp && movable), !(may.chown && givable)];
  }

  private kind(entity: Entity): { readonly movable: boolean; readonly givable: boolean } {
    const { model } = this.graph.store;
    const known = this.classes.get(entity) ?? {
      movable: isMovable(model, entity.name),
      givable: isGivable(model, entity.name),
    };
    this.classes.set(entity, known);
    return known;
  }

  /** Plates are not for downloading, and what belongs to them neither, as OMERO is configured by default. */
  private isInWell(object: Loaded): boolean {
    switch (object.entity.name) {
      case "Plate":
      case "Well":
        return true;
      case "Image":
        return has(object, "wellSamples").length > 0;
      case "OriginalFile":
        return has(object, "filesetEntries").some((entry) => this.filesetIsInWell(entry.row.fileset as number));
      default:
        return false;
    }
  }

  private filesetIsInWell(id: number): boolean {
    const fileset = this.graph.get(this.graph.store.model.entity("Fileset"), id);
    return fileset !== undefined && has(fileset, "images").some((image) => has(image, "wellSamples").length > 0);
  }
}

function has({ collections }: Loaded, field: string): Loaded[] {
  return [...(collections.get(field) ?? [])];
}

function fileKind(entity: Entity, row: Loaded["row"]): "plain" | "managed" | undefined {
  if (entity.name !== "OriginalFile") return undefined;
  return row.repo === null ? "plain" : "managed";
}
