import type { SliceObject } from "@omero-archiver/ice";
import type { Entity, Field } from "../schema/entity.js";
import { Discretion, secretOf } from "../security/secrets.js";
import { detailsOf } from "../store/columns.js";
import { DETAILS, type UnitValue } from "../store/row.js";
import { Permits } from "./details.js";
import { DETAIL_FIELDS, type Graph, type Loaded } from "./graph.js";
import { rlong, rtypeOf } from "./rtypes.js";

const MODEL = "::omero::model::";

/** While an answer is put together its objects refer to one another, so they are made first and filled then. */
type Draft = { $type: string } & Record<string, unknown>;

/** Makes the objects of an answer out of what was read: each once, those that were not read as bare ids. */
export class Objects {
  readonly permits: Permits;
  private readonly discretion: Discretion;
  private readonly drafts = new Map<Loaded, Draft>();
  private readonly stubs = new Map<string, Draft>();
  private readonly writers = new Map<Entity, readonly Writer[]>();

  constructor(private readonly graph: Graph) {
    this.permits = new Permits(graph);
    this.discretion = new Discretion(graph.store, graph.viewer);
  }

  /** An object that was read, whole. */
  object(loaded: Loaded): SliceObject {
    const waiting: Loaded[] = [];
    const draft = this.draft(loaded, waiting);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) this.fill(next, waiting);
    return draft;
  }

  private draft(loaded: Loaded, waiting: Loaded[]): Draft {
    const known = this.drafts.get(loaded);
    if (known) return known;
    const made: Draft = { $type: MODEL + loaded.entity.name, id: rlong(loaded.id), loaded: false };
    this.drafts.set(loaded, made);
    if (this.isSentWhole(loaded)) waiting.push(loaded);
    return made;
  }

  /**
   * Nodes and others' sessions are sent as bare ids. So is what refers to an object of an abstract class that was not read:
   * there is no bare form of such a one (measured on OMERO 5.6).
   */
  private isSentWhole({ entity, row }: Loaded): boolean {
    const { viewer, store } = this.graph;
    if (entity.table === "Node") return false;
    if (entity.table === "Session" && !viewer.isAdmin && row.owner !== viewer.userId) return false;
    return [...entity.fields.values()].every((field) => {
      if (field.kind !== "reference" || row[field.name] === null) return true;
      const target = store.model.entity(field.target);
      return !target.abstract || this.graph.get(target, row[field.name] as number) !== undefined;
    });
  }

  private fill(loaded: Loaded, waiting: Loaded[]): void {
    const draft = this.draft(loaded, waiting);
    draft.loaded = true;
    draft.details = this.details(loaded, waiting);
    for (const write of this.writersOf(loaded.entity)) write(loaded, draft, waiting);
  }

  private writersOf(entity: Entity): readonly Writer[] {
    const known = this.writers.get(entity) ?? [...entity.fields.values()].map((field) => this.writer(entity, field));
    this.writers.set(entity, known);
    return known;
  }

  private writer(entity: Entity, field: Field): Writer {
    const { name } = field;
    switch (field.kind) {
      case "scalar": {
        if (field.type === "bytes" || field.type === "strings")
          return ({ row }, draft) => {
            draft[name] = row[name] ?? [];
          };
        const rtype = rtypeOf(field.type);
        const secret = secretOf(entity.table, name);
        if (secret === undefined)
          return ({ row }, draft) => {
            draft[name] = rtype(row[name]);
          };
        return ({ id, row }, draft) => {
          const owner = secret.of === "id" ? id : secret.of === "-1" ? -1 : (row[secret.of] as number);
          draft[name] = rtype(this.discretion.shown(secret, owner, row[name] as string | null));
        };
      }
      case "unit":
        return ({ row }, draft) => {
          const value = row[name] as UnitValue | null;
          draft[name] = value && { $type: MODEL + field.unit, value: value.value, unit: value.unit };
        };
      case "pairs":
        return ({ row }, draft) => {
          const pairs = (row[name] as [string, string][] | null) ?? [];
          draft[name] = pairs.map(([key, value]) => ({ $type: `${MODEL}NamedValue`, name: key, value }));
        };
      case "reference":
        return ({ row }, draft, waiting) => {
          draft[name] = this.reference(field.target, row[name] as number | null, waiting);
        };
      case "collection":
        return ({ collections }, draft, waiting) => {
          const members = collections.get(name);
          draft[`${name}Seq`] = [...(members ?? [])].map((member) => this.draft(member, waiting));
          draft[`${name}Loaded`] = members !== undefined;
          if (field.counted) draft[`${name}CountPerOwner`] = new Map();
        };
    }
  }

  private details(loaded: Loaded, waiting: Loaded[]): SliceObject {
    const details: Draft = { $type: `${MODEL}Details`, permissions: this.permits.permissions(loaded) };
    const keys = detailsOf(loaded.entity);
    for (const [name, key] of Object.entries(DETAIL_FIELDS)) {
      if (keys.includes(key))
        details[name] = this.reference(DETAILS[key].target, loaded.row[key] as number | null, waiting);
    }
    return details;
  }

  private reference(target: string, id: number | null, waiting: Loaded[]): Draft | null {
    if (id === null) return null;
    const loaded = this.graph.get(this.graph.store.model.entity(target), id);
    return loaded ? this.draft(loaded, waiting) : this.stub(target, id);
  }

  private stub(entity: string, id: number): Draft {
    const key = `${entity}:${id}`;
    const known = this.stubs.get(key) ?? { $type: MODEL + entity, id: rlong(id), loaded: false };
    this.stubs.set(key, known);
    return known;
  }
}

type Writer = (loaded: Loaded, draft: Draft, waiting: Loaded[]) => void;
