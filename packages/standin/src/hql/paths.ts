import type { CollectionField, Entity, Field, PairsField } from "../schema/entity.js";
import type { Model } from "../schema/model.js";
import { secretOf } from "../security/secrets.js";
import { detailsOf } from "../store/columns.js";
import { DETAILS, type DetailsKey } from "../store/row.js";
import { type Clause, secretText } from "./clause.js";
import { IllegalQuery } from "./errors.js";
import { column, type Fragment } from "./fragment.js";
import { entityOf, type FromElement, type JoinTo } from "./from-element.js";
import { objectsOf, type Scope } from "./scope.js";
import { DOUBLE, INT, LONG, STRING, scalarType } from "./types.js";

/** What a path leads to. */
export type Target =
  | { readonly kind: "object"; readonly element: FromElement }
  | { readonly kind: "value"; readonly value: Fragment }
  | {
      readonly kind: "reference";
      readonly from: FromElement;
      readonly through: string;
      readonly column: string;
      readonly target: string;
    }
  | {
      readonly kind: "collection";
      readonly from: FromElement;
      readonly through: string;
      readonly collection: CollectionField | PairsField;
    }
  /** Details, or a value with a unit that is joined to: parts of an object without a table of their own. */
  | { readonly kind: "part"; readonly from: FromElement; readonly part: readonly string[] };

/** How paths of details are called in queries. */
const DETAIL_NAMES: Readonly<Record<string, DetailsKey>> = {
  owner: "ownerId",
  group: "groupId",
  creationEvent: "creationEventId",
  updateEvent: "updateEventId",
  externalInfo: "externalInfoId",
};

/**
 * Follows a path: from an alias, or from a field of the only table there is. Whatever a path goes through is joined, so that
 * rows without it are left out; but not to get at an id, which the reference itself holds.
 * @param type how tables on the way are joined
 * @returns undefined where its first name is neither an alias nor a field
 * @throws IllegalQuery where a later name is no field of what was reached
 */
export function follow(
  scope: Scope,
  path: readonly string[],
  clause: Clause,
  type: JoinTo["type"] = "inner",
): Target | undefined {
  const [first = "", ...rest] = path;
  const named = scope.find(first);
  const lonely = scope.lonely();
  if (named) return new Walk(scope, clause, type).from(named.element, named.part, rest);
  if (lonely && knows(scope.context.model, lonely, first)) return new Walk(scope, clause, type).from(lonely, [], path);
  return undefined;
}

class Walk {
  constructor(
    private readonly scope: Scope,
    private readonly clause: Clause,
    private readonly type: JoinTo["type"],
  ) {}

  from(element: FromElement, part: readonly string[], names: readonly string[]): Target {
    const [name, ...rest] = names;
    if (name === undefined) return part.length === 0 ? { kind: "object", element } : this.part(element, part);
    const step = part.length > 0 ? this.withinPart(element, part, name) : this.step(element, name);
    if (rest.length === 0) return step;
    switch (step.kind) {
      case "part":
        return this.from(element, step.part, rest);
      case "reference":
        return this.beyond(step, rest);
      case "collection":
        throw new IllegalQuery(
          `illegal attempt to dereference collection [${step.through}] with element property reference [${rest[0]}]`,
        );
      default: {
        const field = entityOf(element) && fieldOf(this.scope.context.model, objectsOf(element), name);
        if (part.length === 0 && field?.kind === "unit") return this.from(element, [name], rest);
        throw new IllegalQuery(`could not resolve property: ${rest[0]} of ${name}`);
      }
    }
  }

  private beyond(step: Extract<Target, { kind: "reference" }>, rest: readonly string[]): Target {
    if (rest.length === 1 && rest[0] === "id") {
      return { kind: "value", value: column(step.from.alias, step.column, LONG) };
    }
    const next = this.scope.implyReference(step.from, step.through, step.column, step.target, this.type);
    return this.from(next, [], rest);
  }

  private step(element: FromElement, name: string): Target {
    const { model } = this.scope.context;
    const { alias } = element;
    if (!("entity" in element.rows)) {
      if (name !== "name" && name !== "value")
        throw new IllegalQuery(`could not resolve property: ${name} of a pair of texts`);
      return { kind: "value", value: column(alias, name, STRING) };
    }
    const { entity } = element.rows;
    if (name === "id") return { kind: "value", value: column(alias, "id", LONG) };
    if (name === "details") return { kind: "part", from: element, part: ["details"] };
    if (name === "class") return { kind: "value", value: classOf(model, entity, alias) };
    const field = fieldOf(model, entity, name);
    if (field === undefined) throw new IllegalQuery(`could not resolve property: ${name} of: ${entity.javaName}`);
    switch (field.kind) {
      case "scalar": {
        const secret = secretOf(entity.table, name);
        const type = secret ? ({ kind: "string", secret } as const) : scalarType(field.type);
        const plain = column(alias, field.column, type);
        const value = secret ? { ...plain, sql: [secretText(alias, field.column, secret.of, this.clause)] } : plain;
        return { kind: "value", value };
      }
      case "unit":
        return { kind: "value", value: unitValue(element, field) };
      case "reference":
        return { kind: "reference", from: element, through: name, column: field.column, target: field.target };
      case "pairs":
      case "collection":
        return { kind: "collection", from: element, through: name, collection: field };
    }
  }

  private withinPart(element: FromElement, [part = ""]: readonly string[], name: string): Target {
    const entity = objectsOf(element);
    if (part !== "details") {
      const field = fieldOf(this.scope.context.model, entity, part);
      if (field?.kind === "unit" && name === "value")
        return { kind: "value", value: column(element.alias, field.column, DOUBLE) };
      if (field?.kind === "unit" && name === "unit") {
        return {
          kind: "value",
          value: column(element.alias, field.unitColumn, { kind: "unit name", unit: field.unit }),
        };
      }
      throw new IllegalQuery(`could not resolve property: ${name} of ${part}`);
    }
    if (name === "permissions") return { kind: "value", value: permissions(element, entity) };
    const key = DETAIL_NAMES[name];
    if (key === undefined || !detailsOf(entity).includes(key)) {
      throw new IllegalQuery(`could not resolve property: ${name} of the details of ${entity.javaName}`);
    }
    return {
      kind: "reference",
      from: element,
      through: `details.${name}`,
      column: DETAILS[key].column,
      target: DETAILS[key].target,
    };
  }

  private part(element: FromElement, part: readonly string[]): Target {
    const [name = ""] = part;
    const field = fieldOf(this.scope.context.model, objectsOf(element), name);
    return field?.kind === "unit"
      ? { kind: "value", value: unitValue(element, field) }
      : { kind: "part", from: element, part };
  }
}

/** A field of a class or, as Hibernate allows, of one of its subclasses. */
export function fieldOf(model: Model, entity: Entity, name: string): Field | undefined {
  const own = entity.fields.get(name);
  if (own !== undefined || entity.discriminator === undefined) return own;
  const below = [...model.entities.values()].find(
    (other) => other.lineage.includes(entity.name) && other.fields.has(name),
  );
  return below?.fields.get(name);
}

function knows(model: Model, element: FromElement, name: string): boolean {
  const entity = entityOf(element);
  if (entity === undefined) return name === "name" || name === "value";
  return name === "id" || name === "details" || fieldOf(model, entity, name) !== undefined;
}

function unitValue({ alias }: FromElement, field: Extract<Field, { kind: "unit" }>): Fragment {
  const names = [field.column, field.unitColumn];
  return {
    sql: names.map((name) => `${alias}."${name}"`),
    type: { kind: "unit", unit: field.unit },
    category: "row",
    columns: names.map((name) => `${alias}.${name}`),
  };
}

/** Objects have their group's permissions; what has no group has those of a private one. */
function permissions({ alias }: FromElement, entity: Entity): Fragment {
  const type = { kind: "permissions" } as const;
  if (entity.name === "ExperimenterGroup") return column(alias, "permissions", type);
  const columns = entity.global ? [] : [`${alias}.permissions`];
  const sql = entity.global
    ? "-120"
    : `(SELECT permissions FROM ExperimenterGroup AS g WHERE g.id = ${alias}.group_id)`;
  return { sql: [sql], type, category: "number", columns };
}

/** The class of an object, as the database keeps it: a text where one table holds the whole hierarchy, else a number. */
function classOf(model: Model, entity: Entity, alias: string): Fragment {
  if (entity.discriminator === undefined)
    throw new IllegalQuery(`could not resolve property: class of: ${entity.javaName}`);
  const plain = column(alias, "discriminator", STRING);
  if (entity.singleTable) return plain;
  const cases = hierarchy(model, entity).map((name, i) => `WHEN '${name}' THEN ${i}`);
  return { ...plain, sql: [`CASE ${plain.sql[0]} ${cases.join(" ")} END`], type: INT, category: "number" };
}

/** What a class is called in conditions on `class`: its text or number; undefined where it is the only one of its table. */
export function classLiteral(model: Model, entity: Entity): string | number | undefined {
  if (entity.discriminator === undefined) return undefined;
  return entity.singleTable ? entity.discriminator : hierarchy(model, entity).indexOf(entity.name);
}

/** The name in Java of a class that is told by its text. */
export function javaNameOfClass(model: Model, literal: string): string {
  const cases = [...model.entities.values()]
    .filter(({ singleTable, abstract }) => singleTable && !abstract)
    .map(({ discriminator, javaName }) => `WHEN '${discriminator}' THEN '${javaName}'`);
  return `CASE ${literal} ${cases.join(" ")} END`;
}

/** The classes of a table, its root first. */
function hierarchy(model: Model, { table }: Entity): string[] {
  const below = [...model.entities.values()].filter((entity) => entity.table === table && entity.name !== table);
  return [table, ...below.map((entity) => entity.name).sort()];
}
