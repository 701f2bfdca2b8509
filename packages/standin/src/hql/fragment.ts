import { IllegalQuery } from "./errors.js";
import type { Category, Type } from "./types.js";
import { categoryOf } from "./types.js";

/** A piece of SQL that stands for a value. */
export interface Fragment {
  /** One text for each column: two of a value with a unit, one of everything else. */
  readonly sql: readonly string[];
  /** Undefined where Hibernate cannot tell: parameters, functions that it does not know. */
  readonly type?: Type;
  readonly category: Category;
  /** A text literal, as it was written. */
  readonly literal?: string;
  /** The columns that it names outside of aggregates, as "t0.name". */
  readonly columns: readonly string[];
  /** Whether it puts rows together. */
  readonly aggregate?: boolean;
}

/** A value of one column that is made of others. */
export function made(sql: string, type: Type | undefined, parts: readonly Fragment[], category?: Category): Fragment {
  return {
    sql: [sql],
    ...(type && { type }),
    category: category ?? (type ? categoryOf(type) : "unknown"),
    columns: parts.flatMap((part) => part.columns),
    aggregate: parts.some((part) => part.aggregate === true),
  };
}

export function column(alias: string, name: string, type: Type): Fragment {
  return { sql: [`${alias}."${name}"`], type, category: categoryOf(type), columns: [`${alias}.${name}`] };
}

/** @throws IllegalQuery of a value with several columns */
export function single(fragment: Fragment): string {
  const [sql] = fragment.sql;
  if (sql === undefined || fragment.sql.length > 1)
    throw new IllegalQuery("a value of several columns cannot stand here");
  return sql;
}

/** The SQL of all columns; in parentheses where there are several. */
export function whole(fragment: Fragment): string {
  return fragment.sql.length === 1 ? single(fragment) : `(${fragment.sql.join(", ")})`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
