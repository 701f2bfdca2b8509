import type { SliceException } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import type { Entity } from "../schema/entity.js";
import type { Model } from "../schema/model.js";
import type { Change, Order, Query } from "./ast.js";
import { settleSecrets } from "./clause.js";
import type { Context } from "./context.js";
import { IllegalQuery, illegalQuery, NothingToAsk, refusedByDatabase } from "./errors.js";
import { assemble, type Level, orderBy, requireGrouping, translateLevel } from "./level.js";
import { ParameterUses, type ParameterValue } from "./parameters.js";
import { parse } from "./parser.js";
import { type Load, type Output, type Selection, selection } from "./select.js";

/** What a query is translated for. */
export interface Translator {
  readonly model: Model;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly page: Page;
  /** Whether the call is for all groups, see {@link settleSecrets}. */
  readonly allGroups: boolean;
  /** The condition that rows of a table are there for who asks; "1" where all are. */
  visible(entity: Entity, alias: string): string;
}

export interface Page {
  readonly offset: number;
  /** Undefined: no limit. */
  readonly limit?: number;
}

/** A query in SQL, and what its rows mean. */
export interface Translation {
  readonly sql: string;
  readonly values: readonly (null | number | bigint | string)[];
  readonly shape: "row" | "map" | "list";
  readonly names: readonly string[];
  readonly outputs: readonly Output[];
  readonly loads: readonly Load[];
  /** Rows repeat objects; the page then has to be cut out of the objects, not of the rows. */
  readonly fetchesCollections: boolean;
}

/**
 * Translates HQL as Hibernate 3.6 does for PostgreSQL, into the SQL of SQLite.
 * @throws QueryException of a query that Hibernate would not understand
 * @throws ApiUsageException where parameters are missing, where PostgreSQL would refuse the statement, or of a statement that
 * changes data
 * @throws ValidationException where PostgreSQL could not read a literal
 * @throws InternalException where a parameter is of another type than what it is compared with
 */
export function translate(hql: string, translator: Translator): Translation {
  try {
    const parsed = parse(hql);
    if ("kind" in parsed) return refuseChange(hql, parsed, translator.model);
    return translateQuery(parsed, translator);
  } catch (error) {
    if (error instanceof NothingToAsk) return NOTHING;
    throw error instanceof IllegalQuery ? illegalQuery(hql, error) : error;
  }
}

const NOTHING: Translation = {
  ...{ sql: "SELECT NULL WHERE 0", values: [], shape: "row", names: [], outputs: [], loads: [] },
  fetchesCollections: false,
};

function refuseChange(hql: string, { kind, entity }: Change, model: Model): never {
  if (kind === "insert" || model.find(entity) === undefined) throw new IllegalQuery(`cannot ${kind} ${entity}`);
  throw serverError("ApiUsageException", `Not supported for DML operations [${hql}]`);
}

function translateQuery(query: Query, translator: Translator): Translation {
  const refused: SliceException[] = [];
  let filtered = false;
  let aliases = 0;
  const context: Context = {
    model: translator.model,
    parameters: new ParameterUses(translator.parameters),
    visible: (entity, alias) => {
      filtered ||= !entity.global;
      return translator.visible(entity, alias);
    },
    nextAlias: () => `t${aliases++}`,
    refuse: (problem) => refused.push(problem),
  };
  const level = translateLevel(query, context, { inSelect: false });
  const selected = selection(query, level);
  const order = query.orderBy.map((item) => orderOf(item, query, level, selected));
  requireGrouping(context, level, [...selected.columns, ...order.flatMap(({ fragment }) => fragment ?? [])]);

  const implied = level.scope.elements.some(({ explicit }) => !explicit);
  const readable = !(translator.allGroups && filtered);
  const restored = { where: readable, order: readable && (level.where.length > 0 || implied) };
  const distinct = query.select?.distinct ?? false;
  const columns = selected.columns.flatMap(({ sql }, i) =>
    sql.map((one, j) => `${settleSecrets(one, restored)} AS col_${i}_${j}_`),
  );
  const terms = order.map(({ sql }) => settleSecrets(sql, restored));
  if (distinct) requireSelected(context, columns, selected, order, terms);

  const values = context.parameters.finish();
  const [problem] = refused;
  if (problem) throw problem;
  const limit = selected.fetchesCollections ? "" : pageSql(translator.page);
  return {
    sql: settleSecrets(assemble(level, columns, { distinct, order: terms, limit }), restored),
    values,
    shape: query.select?.shape ?? "row",
    names: selected.names,
    outputs: selected.outputs,
    loads: selected.loads,
    fetchesCollections: selected.fetchesCollections,
  };
}

interface Term {
  readonly sql: string;
  readonly fragment?: ReturnType<ReturnType<Level["in"]>["value"]>;
}

/** What an ORDER BY names: a selected value by its alias or column, or any expression. */
function orderOf({ by, descending }: Order, query: Query, level: Level, { columns }: Selection): Term {
  if (by.kind === "name") {
    const at = query.select?.items.findIndex(({ alias }) => alias === by.name) ?? -1;
    const selected = columns[at];
    if (selected)
      return { sql: orderBy({ ...selected, sql: selected.sql.map((_, j) => `col_${at}_${j}_`) }, descending) };
    if (/^col_\d+_\d+_$/.test(by.name))
      return { sql: orderBy({ sql: [by.name], category: "unknown", columns: [] }, descending) };
  }
  const fragment = level.in({ inSelect: false, restores: "order" }).value(by);
  return { sql: orderBy(fragment, descending), fragment };
}

/** With DISTINCT, PostgreSQL orders by what is selected only: the selected values, or any column of the selected objects. */
function requireSelected(
  context: Context,
  columns: readonly string[],
  { loaded }: Selection,
  order: readonly Term[],
  terms: readonly string[],
): void {
  const values = new Set(columns.map((text) => text.replace(/ AS col_\d+_\d+_$/, "")));
  const objects = new Set(loaded.map((element) => element?.alias));
  for (const [i, { fragment }] of order.entries()) {
    const sql = terms[i]?.replace(/ (ASC|DESC) NULLS (FIRST|LAST)$/, "") ?? "";
    const plain = /^(t\d+)\."\w+"$/.exec(sql);
    if (fragment === undefined || values.has(sql) || /^\d+$/.test(sql) || objects.has(plain?.[1] ?? "-")) continue;
    context.refuse(refusedByDatabase("for SELECT DISTINCT, ORDER BY expressions must appear in select list"));
  }
}

function pageSql({ offset, limit }: Page): string {
  if (limit === undefined && offset === 0) return "";
  return `LIMIT ${limit ?? -1} OFFSET ${offset}`;
}
