import type { SliceException, SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import type { Row } from "../store/store.js";
import { idOf, plainValue } from "../values.js";
import { name, SaveRights, violation } from "./rights.js";
import { isSame, valuesOf } from "./row-of.js";
import { externalInfoOf, type Sent, SentGraph } from "./sent.js";
import type { Writing } from "./writing.js";

/**
 * Saves a graph as OMERO does: new objects are inserted, loaded ones with an id are compared with the database and changed where they
 * differ, unloaded ones are only referred to. A loaded collection of links is the whole truth: links missing from it are deleted.
 * @throws SecurityViolation, ValidationException, OptimisticLockException, ApiUsageException, InternalException; then nothing is saved,
 * as the call's transaction is undone.
 */
export function saveGraph(writing: Writing, roots: readonly SliceObject[]): SentGraph {
  const graph = new SentGraph(writing.store.model, roots);
  new Saver(writing, graph).save();
  return graph;
}

class Saver {
  readonly #rights: SaveRights;
  readonly #rows = new Map<Sent, Row>();
  readonly #saved = new Set<Sent>();
  readonly #places = new Map<Sent, Row>();

  constructor(
    private readonly writing: Writing,
    private readonly graph: SentGraph,
  ) {
    this.#rights = new SaveRights(writing.store, writing.viewer);
  }

  save(): void {
    for (const sent of this.graph.all) this.#find(sent);
    for (const sent of this.graph.all) this.#notePlaces(sent);
    for (const sent of this.graph.all) this.#save(sent);
    for (const sent of this.graph.all) this.#deleteMissingLinks(sent);
  }

  /** What the database has of an object. A new enumeration with a known value is the one that has it. */
  #find(sent: Sent): void {
    const { store } = this.writing;
    const { entity, object } = sent;
    if (sent.isNew && entity.enumeration) {
      const known = store.where(entity.name, { value: plainValue(object.value) ?? null })[0];
      if (known === undefined) return;
      sent.id = Number(known.id);
      sent.isNew = false;
      sent.loaded = false;
    }
    if (sent.id === undefined) {
      if (!sent.loaded)
        throw serverError("ValidationException", `An unloaded ${entity.name} without an id cannot be saved.`);
      return;
    }
    const row = store.row(entity.name, sent.id);
    if (row === undefined) throw gone(sent);
    this.#rights.requireReading(entity, row);
    this.#rows.set(sent, row);
  }

  /** Members of a list know their place in it from the list that was sent. */
  #notePlaces(sent: Sent): void {
    for (const { field, members } of this.graph.collections(sent)) {
      const { indexColumn } = field;
      if (indexColumn === undefined) continue;
      for (const [place, member] of members.entries()) {
        this.#places.set(member, { ...this.#places.get(member), [indexColumn]: place });
      }
    }
  }

  /** After what it refers to, so that it has ids to refer by. */
  #save(sent: Sent): void {
    if (this.#saved.has(sent)) return;
    this.#saved.add(sent);
    const references = this.graph.references(sent);
    for (const { to } of references) this.#save(to);
    const info = externalInfoOf(sent.object);
    if (sent.loaded && info !== null) this.#save(this.graph.of(info));
    if (sent.isNew) this.#insert(sent);
    else if (sent.loaded) this.#update(sent);
  }

  #insert(sent: Sent): void {
    const { entity, object } = sent;
    const references = this.#referenceIds(sent);
    this.#requirePlaces(sent);
    for (const { to } of this.graph.references(sent)) this.#requireLinking(sent, to);
    if (!entity.global) this.#rights.requireGroup();
    this.#rights.requireCreating(entity);
    if (entity.name === "OriginalFile") this.#requireNoRepository(sent, null);
    const values = valuesOf(entity, object);
    const row = { ...values, ...references, ...this.#places.get(sent), ...this.#newDetails(sent) };
    sent.id = this.writing.insert(entity.name, row);
  }

  #update(sent: Sent): void {
    const { entity, object } = sent;
    if (entity.immutable) return;
    const before = this.#rows.get(sent) as Row;
    const wanted: Row = {
      ...valuesOf(entity, object),
      ...this.#referenceIds(sent),
      ...this.#places.get(sent),
      ...this.#changedDetails(sent, before),
    };
    const changes = Object.fromEntries(
      Object.entries(wanted).filter(([field, value]) => !isSame(value, before[field])),
    );
    if (Object.keys(changes).length === 0) return;
    for (const { field, to } of this.graph.references(sent)) {
      if (field.name in changes) this.#requireLinking(sent, to);
    }
    if (!entity.global) this.#rights.requireGroup();
    this.#rights.requireEditing(entity, before);
    if (entity.name === "OriginalFile") this.#requireNoRepository(sent, before.repo);
    this.writing.update(entity.name, Number(before.id), { ...changes, ...nextVersion(sent, before, changes) });
  }

  #deleteMissingLinks(sent: Sent): void {
    if (!this.#rows.has(sent)) return;
    const { store } = this.writing;
    for (const { field, members } of this.graph.collections(sent)) {
      const link = store.model.entity(field.target);
      if (!link.link) continue;
      const kept = new Set(members.map((member) => member.id));
      for (const row of store.where(field.target, { [field.mappedBy]: sent.id })) {
        if (kept.has(Number(row.id))) continue;
        this.#rights.requireDeleting(link, row);
        this.writing.remove(field.target, Number(row.id));
      }
    }
  }

  #referenceIds(sent: Sent): Row {
    const ids: Row = {};
    for (const field of sent.entity.fields.values()) if (field.kind === "reference") ids[field.name] = null;
    for (const { field, to } of this.graph.references(sent)) ids[field.name] = to.id ?? null;
    return ids;
  }

  #requireLinking(from: Sent, to: Sent): void {
    const row = this.#rows.get(to);
    if (row !== undefined && !from.entity.global) this.#rights.requireLinking(from.entity, to.entity, row);
  }

  /** A member of a list is saved with the list: alone it has no place in it (measured on OMERO 5.6). */
  #requirePlaces(sent: Sent): void {
    for (const { column, reference } of sent.entity.indexColumns) {
      if (sent.object[reference] && this.#places.get(sent)?.[column] === undefined) {
        const what = `${sent.entity.javaName}.${reference}`;
        throw serverError(
          "InternalException",
          `null index column for the list that ${what} is in: save it with its list`,
        );
      }
    }
  }

  #requireNoRepository(sent: Sent, before: unknown): void {
    const repo = plainValue(sent.object.repo) ?? null;
    if (repo !== null && repo !== before) {
      throw violation(`cannot set repo property of ${sent.entity.javaName}:Id_${sent.id ?? "new"} via ORM`);
    }
  }

  #newDetails(sent: Sent): Row {
    const { entity, object } = sent;
    if (entity.global) return {};
    const { viewer } = this.writing;
    const { owner, group } = detailsOf(object);
    const ownerId = owner ?? viewer.userId;
    this.#rights.requireOwner(entity, ownerId);
    if (group !== undefined && group !== viewer.callGroup) {
      throw violation(`You are not authorized to set the ExperimenterGroup for a new ${entity.javaName} to ${group}`);
    }
    return { ownerId, groupId: viewer.callGroup, externalInfoId: this.#externalInfo(sent) };
  }

  #changedDetails(sent: Sent, before: Row): Row {
    const { entity, object } = sent;
    if (entity.global) return {};
    const { owner, group, updateEvent } = detailsOf(object);
    requireFresh(sent, updateEvent, before);
    const changes: Row = {};
    if (owner !== undefined && owner !== before.ownerId) {
      this.#rights.requireGiving(entity, before, owner);
      changes.ownerId = owner;
    }
    if (group !== undefined && group !== before.groupId) {
      this.#rights.requireMoving(entity, before, group);
      changes.groupId = group;
      sent.moved = true;
    }
    if (externalInfoOf(object) !== null) changes.externalInfoId = this.#externalInfo(sent);
    return changes;
  }

  #externalInfo(sent: Sent): number | null {
    const info = externalInfoOf(sent.object);
    return info === null ? null : (this.graph.of(info).id ?? null);
  }
}

/** The ids in the details of a sent object. */
function detailsOf(object: SliceObject): { owner?: number; group?: number; updateEvent?: number } {
  const details = (object.details ?? {}) as Record<string, SliceObject | null | undefined>;
  const ids = ["owner", "group", "updateEvent"].map((part) => [part, details[part] ? idOf(details[part]) : undefined]);
  return Object.fromEntries(ids.filter(([, id]) => id !== undefined));
}

/** @throws OptimisticLockException where the object has been changed since the client read it; told by its update event. */
function requireFresh({ entity }: Sent, seen: number | undefined, before: Row): void {
  if (seen === undefined || seen === before.updateEventId) return;
  const what = `the update event for ${name(entity, before)} from ${before.updateEventId} to ${seen}`;
  const advice = "You may need to reload the object before continuing.";
  throw serverError("OptimisticLockException", `You are not authorized to change ${what}\n${advice}`);
}

function gone(sent: Sent): SliceException {
  const what = `[${sent.entity.javaName}#${sent.id}]`;
  return serverError(
    "ValidationException",
    sent.loaded ? `object no longer exists in database: ${what}` : `No row with the given identifier exists: ${what}`,
  );
}

/** Only changed pairs of a map count up the version (measured on OMERO 5.6: it stays null through all other changes). */
function nextVersion({ entity }: Sent, before: Row, changes: Row): Row {
  const pairs = [...entity.fields.values()].some((field) => field.kind === "pairs" && field.name in changes);
  return pairs ? { version: Number(before.version ?? 0) + 1 } : {};
}
