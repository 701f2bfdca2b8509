import type { Expression } from "./ast.js";
import { collectionCall } from "./collections.js";
import { IllegalQuery, refusedByDatabase } from "./errors.js";
import { type Expressions, rowsOf } from "./expressions.js";
import { type Fragment, made, quoteText, single, whole } from "./fragment.js";
import { beside, categoryOfValue } from "./literals.js";
import { BOOLEAN } from "./types.js";

/** SQL of a condition. @throws IllegalQuery of a value that stands alone where a condition is needed, even a true one */
export function conditionOf(expressions: Expressions, expression: Expression): Fragment {
  switch (expression.kind) {
    case "and":
    case "or": {
      const left = conditionOf(expressions, expression.left);
      const right = conditionOf(expressions, expression.right);
      return made(`(${single(left)} ${expression.kind.toUpperCase()} ${single(right)})`, BOOLEAN, [left, right]);
    }
    case "not": {
      const of = conditionOf(expressions, expression.of);
      return made(`(NOT ${single(of)})`, BOOLEAN, [of]);
    }
    case "comparison":
      return comparison(expressions, expression);
    case "like":
      return like(expressions, expression);
    case "between":
      return between(expressions, expression);
    case "in":
      return within(expressions, expression);
    case "is null": {
      const of = expressions.value(expression.of);
      const parts = of.sql.map((sql) => `${sql} IS ${expression.negated ? "NOT " : ""}NULL`);
      return made(`(${parts.join(" AND ")})`, BOOLEAN, [of]);
    }
    case "quantified":
      if (expression.quantifier === "exists") return exists(expressions, expression.of);
      break;
    default:
  }
  throw new IllegalQuery(`unexpected ${expression.kind} where a condition is needed`);
}

function exists(expressions: Expressions, of: Expression): Fragment {
  if (of.kind === "query") {
    const { sql, outer } = expressions.subquery(of.query);
    return { ...made(`EXISTS (${sql})`, BOOLEAN, []), columns: outer };
  }
  if (of.kind === "collection")
    return made(`EXISTS ${single(collectionCall(expressions, of.name, of.of))}`, BOOLEAN, []);
  throw new IllegalQuery("exists needs a query");
}

function comparison(
  expressions: Expressions,
  { operator, left, right }: Extract<Expression, { kind: "comparison" }>,
): Fragment {
  if (right.kind === "quantified") return quantified(expressions, operator, expressions.value(left), right);
  if (left.kind === "quantified") return quantified(expressions, MIRRORED[operator], expressions.value(right), left);
  const [first, second] = pair(expressions, left, right);
  return made(`${compared(expressions, first, second, operator)}`, BOOLEAN, [first, second]);
}

const MIRRORED = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** Both sides; a parameter has to be of the other's type. */
function pair(expressions: Expressions, left: Expression, right: Expression): [Fragment, Fragment] {
  if (left.kind !== "parameter") {
    const first = expressions.value(left);
    return [first, expressions.valueBeside(right, first.type)];
  }
  const second = expressions.value(right);
  return [expressions.valueBeside(left, second.type), second];
}

function compared({ context }: Expressions, left: Fragment, right: Fragment, operator: string): string {
  if (left.sql.length !== right.sql.length) {
    if (left.type && right.type)
      throw new IllegalQuery("left and right hand sides of a binary logic operator were incompatibile");
    context.refuse(refusedByDatabase("operator does not exist: one value and several"));
    return "NULL";
  }
  if (left.sql.length > 1) return `${whole(left)} ${operator} ${whole(right)}`;
  return `${beside(context, left, right)} ${operator} ${beside(context, right, left)}`;
}

/** `= all (…)`, `> any (…)`: SQLite has neither. */
function quantified(
  expressions: Expressions,
  operator: string,
  value: Fragment,
  { quantifier, of }: Extract<Expression, { kind: "quantified" }>,
): Fragment {
  if (quantifier === "exists") throw new IllegalQuery("exists cannot be compared");
  const query = of.kind === "query" ? expressions.subquery(of.query) : undefined;
  const members = of.kind === "collection" ? collectionCall(expressions, of.name, of.of) : undefined;
  const [selected] = query?.values ?? (members ? [members] : []);
  if (selected === undefined) throw new IllegalQuery(`${quantifier} needs a query`);
  const rows = query ? `(${query.sql})` : single(members ?? selected);
  const test = compared(expressions, value, { ...selected, sql: ["q.v"], columns: [] }, operator);
  const sql =
    quantifier === "any"
      ? `EXISTS (SELECT 1 FROM ${rowsOf(rows)} WHERE ${test})`
      : `NOT EXISTS (SELECT 1 FROM ${rowsOf(rows)} WHERE (${test}) IS NOT TRUE)`;
  return { ...made(sql, BOOLEAN, [value]), columns: [...value.columns, ...(query?.outer ?? [])] };
}

function like(expressions: Expressions, expression: Extract<Expression, { kind: "like" }>): Fragment {
  const { context } = expressions;
  const left = expressions.value(expression.left);
  const right = expressions.valueBeside(expression.right, left.type);
  const escaped = expression.escape ? expressions.valueBeside(expression.escape, undefined) : undefined;
  for (const { category } of [left, right]) {
    if (category !== "text" && category !== "unknown")
      context.refuse(refusedByDatabase(`operator does not exist: ${category} ~~ text`));
  }
  const sql = `${single(left)} ${expression.negated ? "NOT " : ""}LIKE ${single(right)} ESCAPE ${escaped ? single(escaped) : quoteText("\\")}`;
  return made(sql, BOOLEAN, [left, right]);
}

function between(expressions: Expressions, expression: Extract<Expression, { kind: "between" }>): Fragment {
  const { context } = expressions;
  const value = expression.value.kind === "parameter" ? undefined : expressions.value(expression.value);
  const low = expressions.valueBeside(expression.low, value?.type);
  const high = expressions.valueBeside(expression.high, value?.type ?? low.type);
  const middle = value ?? expressions.valueBeside(expression.value, low.type ?? high.type);
  const limits = `${beside(context, low, middle)} AND ${beside(context, high, middle)}`;
  const of = beside(context, middle, low);
  return made(`${of} ${expression.negated ? "NOT " : ""}BETWEEN ${limits}`, BOOLEAN, [middle, low, high]);
}

function within(expressions: Expressions, { left, list, negated }: Extract<Expression, { kind: "in" }>): Fragment {
  const value = expressions.value(left);
  const [only] = list;
  const not = negated ? "NOT " : "";
  if (only && list.length === 1) {
    if (only.kind === "query") {
      const query = expressions.subquery(only.query);
      if (query.values.length !== value.sql.length)
        expressions.context.refuse(refusedByDatabase("subquery has too many columns"));
      return {
        ...made(`${whole(value)} ${not}IN (${query.sql})`, BOOLEAN, []),
        columns: [...value.columns, ...query.outer],
      };
    }
    if (only.kind === "collection")
      return made(`${single(value)} ${not}IN ${single(collectionCall(expressions, only.name, only.of))}`, BOOLEAN, [
        value,
      ]);
    const rows = only.kind === "parameter" && value.sql.length === 1 && longList(expressions, only.name, value);
    if (rows) return made(`${single(value)} ${not}IN (${rows})`, BOOLEAN, [value]);
  }
  const items = list.map((item) => expressions.valueBeside(item, value.type));
  const sql = items.flatMap((item) => {
    if (item.category === "row" && value.sql.length === 1) return item.sql;
    if (item.sql.length > 1) return [whole(item)];
    return [beside(expressions.context, item, value)];
  });
  return made(`${whole(value)} ${not}IN (${sql.join(", ")})`, BOOLEAN, [value, ...items]);
}

/** The rows of a list that is given as a parameter. */
function longList({ context }: Expressions, name: string, value: Fragment): string | undefined {
  const given = context.parameters.value(name);
  if (given === undefined || "kind" in given) return undefined;
  context.parameters.expect(name, value.type);
  const [first] = given;
  const category = first && categoryOfValue(first);
  if (category && value.category !== "unknown" && value.category !== category) {
    context.refuse(refusedByDatabase(`operator does not exist: ${value.category} and ${category}`));
  }
  return context.parameters.bindList(given);
}
