import type { Query } from "./ast.js";
import type { Clause } from "./clause.js";
import type { Context } from "./context.js";
import { IllegalQuery, refusedByDatabase } from "./errors.js";
import { Expressions, type Subquery } from "./expressions.js";
import { column, type Fragment, single } from "./fragment.js";
import { readFrom } from "./from-clause.js";
import { entityOf } from "./from-element.js";
import { Scope } from "./scope.js";

/** The parts of one level of a query, in SQL. */
export interface Level {
  readonly scope: Scope;
  /** The WHERE part, with the conditions of what may be seen. */
  readonly where: readonly string[];
  readonly groupBy: readonly Fragment[];
  readonly having?: Fragment;
  /** The columns that the WHERE part names. */
  readonly columns: readonly string[];
  /** Expressions of the SELECT, HAVING and ORDER BY parts of this level. */
  in(clause: Clause): Expressions;
}

/** @param clause where the query stands */
export function translateLevel(query: Query, context: Context, clause: Clause, around?: Scope): Level {
  const scope = new Scope(context, around);
  const within = (where: Clause): Expressions => new Expressions(scope, where, translateSubquery);
  readFrom(scope, query.from, within({ inSelect: false }));

  const restores = around === undefined || clause.restores !== undefined ? ({ restores: "where" } as const) : {};
  const where = query.where && within({ inSelect: clause.inSelect, ...restores }).condition(query.where);
  const groupBy = query.groupBy.map((expression) => within({ inSelect: clause.inSelect }).value(expression));
  const grouped = new Set(groupBy.map((fragment) => fragment.sql.join(", ")));
  const having = query.having && within({ inSelect: clause.inSelect, grouped }).condition(query.having);

  return {
    scope,
    get where() {
      return [...scope.conditions, ...(where ? [single(where)] : [])];
    },
    groupBy,
    ...(having && { having }),
    columns: where?.columns ?? [],
    in: (part) => within({ ...part, grouped }),
  };
}

function translateSubquery(query: Query, around: Scope, clause: Clause): Subquery {
  const { context } = around;
  const level = translateLevel(query, context, clause, around);
  const { scope, groupBy, having } = level;
  const select = level.in({ inSelect: true });
  const values = query.select
    ? query.select.items.map(({ value }) => selected(select, value))
    : scope.elements.map(idOf);
  const order = query.orderBy.map(({ by, descending }) =>
    orderBy(level.in({ inSelect: clause.inSelect }).value(by), descending),
  );
  requireGrouping(context, level, values);
  const inside = new Set(scope.elements.map(({ alias }) => alias));
  const all = [...values, ...groupBy, ...(having ? [having] : [])].flatMap(({ columns }) => columns);
  const origins = scope.conditions.join(" ").match(/\bt\d+\.[\w"]+/g) ?? [];
  return {
    sql: assemble(
      level,
      values.flatMap((value) => value.sql),
      { distinct: query.select?.distinct ?? false, order },
    ),
    values,
    oneRow: groupBy.length === 0 && values.some(({ aggregate }) => aggregate === true),
    outer: [...all, ...level.columns, ...origins.map((name) => name.replaceAll('"', ""))].filter(
      (name) => !inside.has(name.split(".")[0] ?? ""),
    ),
  };
}

/** What a query within another selects: aliases stand for ids. */
function selected(expressions: Expressions, value: Query["where"] & {}): Fragment {
  if (value.kind === "parameter" || value.kind === "boolean" || value.kind === "null")
    throw new IllegalQuery("a constant cannot be selected");
  const fragment = expressions.value(value);
  if (fragment.type === undefined) throw new IllegalQuery("No data type for a selected expression");
  return fragment;
}

function idOf(element: Scope["elements"][number]): Fragment {
  const entity = entityOf(element);
  return column(element.alias, entity ? "id" : "owner", entity ? { kind: "entity", entity } : { kind: "long" });
}

/** Puts a level together. `extra`: what is to be selected beside, and the page. */
export function assemble(
  level: Level,
  columns: readonly string[],
  { distinct, order, limit = "" }: { distinct: boolean; order: readonly string[]; limit?: string },
): string {
  const { scope, where, groupBy, having } = level;
  const parts = [
    `SELECT ${distinct ? "DISTINCT " : ""}${columns.join(", ")}`,
    `FROM ${scope.sql()}`,
    where.length > 0 ? `WHERE ${where.join(" AND ")}` : "",
    groupBy.length > 0 ? `GROUP BY ${groupBy.flatMap((fragment) => fragment.sql).join(", ")}` : "",
    having ? `HAVING ${single(having)}` : "",
    order.length > 0 ? `ORDER BY ${order.join(", ")}` : "",
    limit,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** PostgreSQL puts nulls after everything, so first where the order is reversed; SQLite does the opposite. */
export function orderBy({ sql }: Fragment, descending: boolean): string {
  return sql
    .map((one, i) => `${one} ${descending && i === sql.length - 1 ? "DESC NULLS FIRST" : "ASC NULLS LAST"}`)
    .join(", ");
}

/**
 * Refuses a column that is neither grouped nor in an aggregate, as PostgreSQL does, unless the rows' id is grouped.
 * SQLite would take any row's value.
 */
export function requireGrouping(
  context: Context,
  { scope, groupBy, having }: Level,
  fragments: readonly Fragment[],
): void {
  const all = [...fragments, ...(having ? [having] : [])];
  if (groupBy.length === 0 && !all.some(({ aggregate }) => aggregate === true)) return;
  const grouped = new Set(groupBy.flatMap(({ sql }) => sql.map((one) => one.replaceAll('"', ""))));
  const own = new Set(scope.elements.map(({ alias }) => alias));
  for (const name of all.flatMap(({ columns }) => columns)) {
    const [alias = ""] = name.split(".");
    if (!own.has(alias) || grouped.has(name) || grouped.has(`${alias}.id`)) continue;
    context.refuse(
      refusedByDatabase(`column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`),
    );
  }
}
