import type { ClassFacts, SliceFacts } from "@omero-archiver/ice";
import type { CollectionField, ColumnField, Entity, Field, IndexColumn, ScalarType } from "./entity.js";
import * as mapping from "./mapping.js";

const MODEL = "::omero::model::";
const IOBJECT = `${MODEL}IObject`;

const SCALARS: Readonly<Record<string, ScalarType>> = {
  "::omero::RInt": "int",
  "::omero::RLong": "long",
  "::omero::RDouble": "double",
  "::omero::RBool": "boolean",
  "::omero::RString": "string",
  "::omero::RTime": "time",
  "::Ice::ByteSeq": "bytes",
  "::omero::api::StringArray": "strings",
};

/** OMERO's object model as a database keeps it, derived from what Slice says of its classes. */
export class Model {
  readonly entities: ReadonlyMap<string, Entity>;

  constructor(facts: SliceFacts) {
    this.entities = new Deriver(facts).entities();
  }

  /** @throws Error where there is no such entity: names from outside go through {@link find}. */
  entity(name: string): Entity {
    const found = this.entities.get(name);
    if (found === undefined) throw new Error(`there is no entity ${name} in the model`);
    return found;
  }

  /** By any name that clients use: "Image", "ome.model.core.Image", "omero.model.Image", "omero.model.ImageI". */
  find(name: string): Entity | undefined {
    if (name.startsWith("omero.model.")) {
      const short = name.slice("omero.model.".length);
      return this.entities.get(short) ?? this.entities.get(short.replace(/I$/, ""));
    }
    const found = this.entities.get(name.slice(name.lastIndexOf(".") + 1));
    return found?.name === name || found?.javaName === name ? found : undefined;
  }

  /** Whether objects of `name` are also objects of `base`. */
  isA(name: string, base: string): boolean {
    return this.entity(name).lineage.includes(base);
  }
}

/** A field's column-like fields of an entity, in order. */
export function columnFields(entity: Entity): ColumnField[] {
  return [...entity.fields.values()].filter((field) => field.kind !== "collection");
}

/** The collections of an entity, in order. */
export function collections(entity: Entity): CollectionField[] {
  return [...entity.fields.values()].filter((field) => field.kind === "collection");
}

/** Reads the model out of the Slice facts: needs all classes at once, as collections are mapped by fields of others. */
class Deriver {
  private readonly names: string[];
  private readonly own = new Map<string, Field[]>();

  constructor(private readonly facts: SliceFacts) {
    this.names = Object.keys(facts.classes)
      .filter((id) => id.startsWith(MODEL) && id !== IOBJECT && this.lineage(id).at(-1) === IOBJECT)
      .map((id) => id.slice(MODEL.length));
    for (const name of this.names) this.own.set(name, this.columns(name));
    for (const name of this.names) this.own.get(name)?.push(...this.collections(name));
  }

  entities(): Map<string, Entity> {
    const lists = this.indexColumns();
    return new Map(this.names.map((name) => [name, this.entity(name, lists)]));
  }

  private entity(name: string, lists: ReadonlyMap<string, IndexColumn[]>): Entity {
    const lineage = this.lineage(MODEL + name)
      .slice(0, -1)
      .map((id) => id.slice(MODEL.length));
    const table = lineage.at(-1) ?? name;
    const below = this.names.filter((other) => this.lineage(MODEL + other).includes(MODEL + name));
    const hierarchy = this.names.some(
      (other) => other !== table && this.lineage(MODEL + other).includes(MODEL + table),
    );
    const singleTable = mapping.discriminatorOf(table) !== undefined || mapping.discriminatorOf(name) !== undefined;
    const fields = new Map(lineage.toReversed().flatMap((one) => (this.own.get(one) ?? []).map((f) => [f.name, f])));
    const enumeration = this.isEnumeration(name);
    const link = fields.has("parent") && fields.has("child");
    return {
      name,
      typeId: MODEL + name,
      javaName: mapping.javaNameOf(name, enumeration),
      abstract: mapping.ABSTRACT.has(name),
      lineage,
      concrete: below.filter((other) => !mapping.ABSTRACT.has(other)),
      table,
      ...(hierarchy && { discriminator: mapping.discriminatorOf(name) ?? name }),
      singleTable: hierarchy && singleTable,
      global: enumeration || mapping.GLOBAL.has(name),
      immutable: !fields.has("version"),
      enumeration,
      link,
      annotationLink: link && name.endsWith("AnnotationLink"),
      fields,
      indexColumns: lineage.flatMap((one) => lists.get(one) ?? []),
      unique: uniqueGroups(name, fields, link, enumeration),
    };
  }

  /** Type ids from the class up to IObject (or to where it ends otherwise). */
  private lineage(id: string): string[] {
    const base = this.class(id).base;
    return base === null ? [id] : [id, ...this.lineage(base)];
  }

  private class(id: string): ClassFacts {
    const found = this.facts.classes[id];
    if (found === undefined) throw new Error(`the Slice facts have no class ${id}`);
    return found;
  }

  private members(name: string): { name: string; type: string }[] {
    return this.class(MODEL + name).members.map(({ name, type }) => ({ name: name.replace(/^_/, ""), type }));
  }

  /** An enumeration of the database: a class with a `value` that never changes. */
  private isEnumeration(name: string): boolean {
    const members = this.members(name);
    return members[0]?.name === "value" && this.class(MODEL + name).base === IOBJECT;
  }

  private columns(name: string): Field[] {
    return this.members(name).flatMap((member): Field[] => {
      const scalar = SCALARS[member.type];
      const range = mapping.rangeOf(name, member.name);
      const common = { name: member.name, column: this.columnName(name, member.name, member.type) };
      if (scalar !== undefined) {
        const value = member.name === "value" && this.isEnumeration(name);
        const required = value || mapping.isRequired(name, member.name);
        const unique = value || mapping.isUnique(name, member.name);
        const absent = mapping.absentValueOf(name, member.name);
        const rest = { ...(range && { range }), ...(absent !== undefined && { absent }) };
        return [{ kind: "scalar", ...common, type: scalar, required, unique, ...rest }];
      }
      if (member.type === "::omero::api::NamedValueList") {
        return [{ kind: "pairs", name: member.name, table: `${name}_${member.name}`, required: false }];
      }
      if (!member.type.startsWith(MODEL) || this.facts.classes[member.type] === undefined) return [];
      const target = member.type.slice(MODEL.length);
      if (this.names.includes(target)) {
        const end = member.name === "parent" || member.name === "child";
        return [{ kind: "reference", ...common, target, required: end || mapping.isRequired(name, member.name) }];
      }
      const unitColumn = `${common.column}Unit`;
      return [{ kind: "unit", ...common, unitColumn, unit: target, required: false, ...(range && { range }) }];
    });
  }

  /** A field's name, unless a sister class keeps another type under that name in the same table. */
  private columnName(entity: string, field: string, type: string): string {
    const table = this.lineage(MODEL + entity).at(-2);
    const sisters = this.names.filter((other) => this.lineage(MODEL + other).at(-2) === table);
    const clash = sisters.some((other) => this.members(other).some((m) => m.name === field && m.type !== type));
    return clash ? `${entity}_${field}` : field;
  }

  private collections(name: string): Field[] {
    const members = this.members(name);
    return members.flatMap((member): Field[] => {
      const collection = member.name.replace(/Seq$/, "");
      const element = this.facts.sequences[member.type]?.element;
      if (collection === member.name || element === undefined) return [];
      const target = element.slice(MODEL.length);
      const mappedBy = this.backReference(name, target);
      return [
        {
          kind: "collection",
          name: collection,
          target,
          mappedBy,
          ...(mapping.isOrdered(name, collection) && { indexColumn: `${mappedBy}_index` }),
          counted: members.some((other) => other.name === `${collection}CountPerOwner`),
        },
      ];
    });
  }

  /** The reference of `target` that points at `owner`: a link's parent rather than its child. */
  private backReference(owner: string, target: string): string {
    const references = (this.own.get(target) ?? []).filter((field) => field.kind === "reference");
    const found = references.find((field) => this.lineage(MODEL + owner).includes(MODEL + field.target));
    if (found === undefined) throw new Error(`${target} has no reference to ${owner}`);
    return found.name;
  }

  private indexColumns(): Map<string, IndexColumn[]> {
    const found = new Map<string, IndexColumn[]>();
    for (const fields of this.own.values()) {
      for (const field of fields) {
        if (field.kind !== "collection" || field.indexColumn === undefined) continue;
        const column = { column: field.indexColumn, reference: field.mappedBy };
        found.set(field.target, [...(found.get(field.target) ?? []), column]);
      }
    }
    return found;
  }
}

/** Links: the same two ends once for each owner (once in all where they have no owner). */
function uniqueGroups(
  name: string,
  fields: ReadonlyMap<string, Field>,
  link: boolean,
  enumeration: boolean,
): string[][] {
  const single = [...fields.values()].filter((field) => field.kind === "scalar" && field.unique).map((f) => [f.name]);
  if (!link || enumeration) return single;
  return [...single, mapping.GLOBAL.has(name) ? ["parent", "child"] : ["parent", "child", "owner_id"]];
}
