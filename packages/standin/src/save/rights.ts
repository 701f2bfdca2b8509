import type { SliceException } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import type { Entity } from "../schema/entity.js";
import { formatPermissions, groupOf } from "../security/permissions.js";
import { isVisible, rightsOn } from "../security/rights-on.js";
import type { Viewer } from "../security/viewer.js";
import { ALL_GROUPS } from "../sessions/viewer-of.js";
import type { Row, Store } from "../store/store.js";

/** Others may make these on what they may annotate. */
const ANNOTATING: ReadonlySet<string> = new Set(["RenderingDef", "Thumbnail"]);

/** The rights that saving asks for, and the words in which they are refused. */
export class SaveRights {
  constructor(
    private readonly store: Store,
    private readonly viewer: Viewer,
  ) {}

  requireReading(entity: Entity, row: Row): void {
    if (isVisible(this.store, this.viewer, entity, Number(row.id))) return;
    throw violation(`Cannot read ${name(entity, row)}`);
  }

  requireEditing(entity: Entity, row: Row): void {
    if (this.#of(entity, row).edit) return;
    throw violation(`Updating ${name(entity, row)} not allowed.`);
  }

  requireDeleting(entity: Entity, row: Row): void {
    if (this.#of(entity, row).delete) return;
    throw violation(`Deleting ${name(entity, row)} not allowed.`);
  }

  /** New objects are for members of the call's group, and for administrators who may write others' data. */
  requireCreating(entity: Entity): void {
    const { viewer } = this;
    const privilege = entity.name === "OriginalFile" ? "WriteFile" : "WriteOwned";
    const may = entity.global
      ? entity.enumeration || viewer.isAdmin
      : viewer.memberOf.includes(viewer.callGroup) || viewer.privileges.has(privilege);
    if (!may) throw violation(`You are not authorized to create ${entity.javaName}`);
  }

  /** For whom an object is made: full administrators may name somebody else. */
  requireOwner(entity: Entity, ownerId: number): void {
    const { viewer } = this;
    if (ownerId === viewer.userId || (viewer.privileges.has("WriteOwned") && viewer.privileges.has("Chown"))) return;
    throw violation(`You are not authorized to set the Experimenter for a new ${entity.javaName} to ${ownerId}`);
  }

  requireGiving(entity: Entity, row: Row, to: number): void {
    if (this.#of(entity, row).chown) return;
    throw violation(`You are not authorized to change the owner for ${name(entity, row)} from ${row.ownerId} to ${to}`);
  }

  /** An object is moved by who may change it, into a group that he is in. */
  requireMoving(entity: Entity, row: Row, to: number): void {
    this.requireEditing(entity, row);
    const { viewer } = this;
    const mayEnter = viewer.memberOf.includes(to) || viewer.privileges.has("Chgrp");
    if (mayEnter && this.#of(entity, row).chgrp) return;
    throw violation(`You are not authorized to change the group for ${name(entity, row)} from ${row.groupId} to ${to}`);
  }

  /** Whether `from` may refer to an object: annotating asks for less than other links do. */
  requireLinking(from: Entity, to: Entity, row: Row): void {
    if (to.global) return;
    const { viewer } = this;
    if (viewer.callGroup === ALL_GROUPS) {
      // Administrators get past this and are refused for want of a group, see requireGroup.
      if (!viewer.isAdmin) throw violation(`Group is ------. Cannot link to object: ${name(to, row)}`);
      return;
    }
    const right = from.annotationLink || ANNOTATING.has(from.name) ? "annotate" : "link";
    if (this.#of(to, row)[right]) return;
    const group = groupOf(this.store, Number(row.groupId));
    const permissions = formatPermissions(group.permissions);
    if (permissions === "rw----" && (viewer.isAdmin || viewer.leaderOf.includes(group.id))) {
      throw serverError("ReadOnlyGroupSecurityViolation", `Cannot link to ${name(to, row)}`);
    }
    throw violation(`Group is ${permissions}. Cannot link to object: ${name(to, row)}`);
  }

  /** @throws ApiUsageException: what is written belongs to one group, so the call has to name it. */
  requireGroup(): void {
    if (this.viewer.callGroup !== ALL_GROUPS) return;
    throw serverError(
      "ApiUsageException",
      "No valid permissions available! DUMMY permissions are not intended for copying. " +
        "Make sure that you have not passed omero.group=-1 for a save without context",
    );
  }

  #of(entity: Entity, row: Row) {
    return rightsOn(this.store, this.viewer, entity, row);
  }
}

export function violation(message: string): SliceException {
  return serverError("SecurityViolation", message);
}

/** "ome.model.core.Image:Id_5" */
export function name(entity: Entity, row: Row): string {
  return `${entity.javaName}:Id_${row.id}`;
}
