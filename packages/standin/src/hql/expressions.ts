import type { Expression, Query } from "./ast.js";
import type { Clause } from "./clause.js";
import { collectionCall, isCollectionCall, placeOf } from "./collections.js";
import { conditionOf } from "./conditions.js";
import type { Context } from "./context.js";
import { IllegalQuery, refusedByDatabase } from "./errors.js";
import { written } from "./expression-parser.js";
import { column, type Fragment, made, quoteText, single } from "./fragment.js";
import { asText, callFunction, cast, divisor, isKnown, timePart } from "./functions.js";
import { beside, categoryOfValue, numberLiteral, textLiteral } from "./literals.js";
import { classLiteral, follow, javaNameOfClass, type Target } from "./paths.js";
import type { Scope } from "./scope.js";
import { BOOLEAN, DOUBLE, LONG, STRING, type Type, widest } from "./types.js";

/** A query within another: its SQL and what its rows hold. */
export interface Subquery {
  readonly sql: string;
  readonly values: readonly Fragment[];
  /** Whether it has exactly one row, whatever there is. */
  readonly oneRow: boolean;
  /** The columns of queries around that it names. */
  readonly outer: readonly string[];
}

/** Turns the expressions of one part of a query into SQL. */
export class Expressions {
  readonly context: Context;

  constructor(
    readonly scope: Scope,
    readonly clause: Clause,
    private readonly translate: (query: Query, around: Scope, clause: Clause) => Subquery,
  ) {
    this.context = scope.context;
  }

  condition(expression: Expression): Fragment {
    return conditionOf(this, expression);
  }

  subquery(query: Query): Subquery {
    return this.translate(query, this.scope, this.clause);
  }

  /** @throws IllegalQuery of conditions and whatever else is no value */
  value(expression: Expression): Fragment {
    const fragment = this.plainValue(expression);
    return this.clause.grouped?.has(fragment.sql.join(", ")) ? { ...fragment, columns: [] } : fragment;
  }

  private plainValue(expression: Expression): Fragment {
    switch (expression.kind) {
      case "name":
      case "dot":
        return this.path(expression);
      case "number":
        return numberLiteral(expression.text, expression.type);
      case "string":
        return textLiteral(expression.value);
      case "boolean":
        return made(expression.value ? "1" : "0", BOOLEAN, []);
      case "null":
        return made("NULL", undefined, []);
      case "parameter":
        return this.parameter(expression.name, undefined);
      case "position":
        this.context.refuse(refusedByDatabase("Expected positional parameter count: 1, actual parameters: []"));
        return made("NULL", undefined, []);
      case "call":
        return this.call(expression.name.toLowerCase(), expression.args, expression.words);
      case "aggregate":
        return this.aggregate(expression.name, this.value(expression.of));
      case "count":
        return this.count(expression.of, expression.distinct);
      case "arithmetic":
        return this.arithmetic(expression);
      case "minus": {
        const of = this.value(expression.of);
        return made(`(- ${this.number(of)})`, of.type, [of], "number");
      }
      case "case":
        return this.caseOf(expression);
      case "vector": {
        const items = expression.items.map((item) => this.value(item));
        return { sql: items.map(single), category: "row", columns: items.flatMap((item) => item.columns) };
      }
      case "query":
        return scalar(this.subquery(expression.query));
      default:
        throw new IllegalQuery(`unexpected ${expression.kind} where a value is needed`);
    }
  }

  /** A parameter, beside something of a type. */
  parameter(name: string, beside: Type | undefined): Fragment {
    const { parameters } = this.context;
    parameters.expect(name, beside);
    const given = parameters.value(name);
    const values = given === undefined ? [] : "kind" in given ? [given] : given;
    const [first] = values;
    if (first === undefined) return made("NULL", undefined, []);
    const sql = values.map((value) => parameters.bind(value));
    return { sql, category: values.length > 1 ? "row" : categoryOfValue(first), columns: [] };
  }

  /** A value, or a parameter that has to be of the type of what stands beside it. */
  valueBeside(expression: Expression, type: Type | undefined): Fragment {
    return expression.kind === "parameter" ? this.parameter(expression.name, type) : this.value(expression);
  }

  private path(expression: Expression): Fragment {
    const text = written(expression) ?? "";
    const target = follow(this.scope, text.split("."), this.clause);
    return target ? this.target(target) : this.constant(text);
  }

  /** What a path stands for in an expression: objects for their ids. */
  target(target: Target): Fragment {
    switch (target.kind) {
      case "value":
        return target.value;
      case "object": {
        if (!("entity" in target.element.rows)) throw new IllegalQuery("a pair of texts cannot stand for a value");
        return column(target.element.alias, "id", { kind: "entity", entity: target.element.rows.entity });
      }
      case "reference": {
        const { from, through, target: entity } = target;
        const type: Type = { kind: "entity", entity: this.context.model.entity(entity) };
        if (!this.clause.inSelect) return column(from.alias, target.column, type);
        return column(this.scope.implyReference(from, through, target.column, entity, "inner").alias, "id", type);
      }
      case "collection":
        throw new IllegalQuery(`the collection ${target.through} cannot stand for a value`);
      case "part":
        throw new IllegalQuery(`${target.part.join(".")} cannot stand for a value`);
    }
  }

  /** The name of a class, or else a name that only the database may know: a column. */
  private constant(text: string): Fragment {
    const entity = this.context.model.find(text);
    if (entity !== undefined && !text.startsWith("omero.")) {
      const literal = classLiteral(this.context.model, entity);
      if (typeof literal === "string") return textLiteral(literal);
      return made(String(literal ?? "NULL"), undefined, [], "unknown");
    }
    if (text.includes(".")) throw new IllegalQuery(`Invalid path: '${text}'`);
    const found = this.rawColumn(text.toLowerCase());
    if (found === undefined) this.context.refuse(refusedByDatabase(`column "${text}" does not exist`));
    return found ?? made("NULL", undefined, []);
  }

  private rawColumn(name: string): Fragment | undefined {
    const owners = this.scope.elements.filter((element) => {
      if (!("entity" in element.rows)) return name === "name" || name === "value";
      const { entity } = element.rows;
      const details = entity.global ? [] : ["owner_id", "group_id", "creation_id", "update_id", "external_id"];
      return (
        name === "id" ||
        details.includes(name) ||
        [...entity.fields.values()].some((f) => "column" in f && f.column.toLowerCase() === name)
      );
    });
    const [owner] = owners;
    if (owner === undefined || owners.length > 1) return undefined;
    return { sql: [`${owner.alias}."${name}"`], category: "unknown", columns: [`${owner.alias}.${name}`] };
  }

  private call(name: string, args: readonly Expression[], words: readonly string[]): Fragment {
    if (isCollectionCall(name) && args.length === 1 && args[0]) return collectionCall(this, name, args[0]);
    if (name === "type" && args.length === 1 && args[0]) return this.classOf(args[0]);
    if (name === "index" && args.length === 1 && args[0]) return placeOf(this, args[0]);
    if (name === "cast") return this.castTo(args, words);
    if (name === "extract") return this.extract(args, words);
    const values = args.map((arg) => this.value(arg));
    switch (name) {
      case "trim":
        return this.trim(values, words);
      case "str":
        return made(asText(one(name, values)), STRING, values);
      case "concat":
        return this.concat(values);
      case "coalesce":
        return made(
          `coalesce(${this.alike(values).join(", ")}${values.length === 1 ? ", NULL" : ""})`,
          firstType(values),
          values,
          categoryAmong(values),
        );
      case "nullif":
        return made(`nullif(${this.alike(values).join(", ")})`, firstType(values), values, categoryAmong(values));
      default:
        if (this.clause.inSelect && !isKnown(name)) throw new IllegalQuery(`No data type for node: ${name}()`);
        return callFunction(this.context, name, values);
    }
  }

  /** `type(a)` is `a.class`; `type(a.class)`, as OMERO's own clients write it, is the class's name in Java. */
  private classOf(what: Expression): Fragment {
    if (what.kind !== "dot" || what.name !== "class") return this.value({ kind: "dot", of: what, name: "class" });
    const literal = this.value(what);
    return made(javaNameOfClass(this.context.model, single(literal)), STRING, [literal]);
  }

  private castTo(args: readonly Expression[], words: readonly string[]): Fragment {
    const [what] = args;
    const name = words[0] === "as" ? words[1] : args[1] && written(args[1]);
    if (what === undefined || name === undefined) throw new IllegalQuery("cast() requires two arguments");
    return cast(this.value(what), name);
  }

  private extract([part, from]: readonly Expression[], words: readonly string[]): Fragment {
    const name = part && written(part)?.toLowerCase();
    const format = name && PARTS_OF_TIME[name];
    if (!format || !from || words[0] !== "from")
      throw new IllegalQuery("extract() needs a part of a time, `from`, and a time");
    const time = this.value(from);
    return made(timePart(format, single(time)), { kind: "int" }, [time]);
  }

  private trim(values: readonly Fragment[], words: readonly string[]): Fragment {
    const side = words.find((word) => word !== "from");
    const text = values.at(-1);
    const letter = values.length > 1 ? values[0] : undefined;
    if (text === undefined || values.length > 2) throw new IllegalQuery("trim() needs a text");
    const name = side === "leading" ? "ltrim" : side === "trailing" ? "rtrim" : "trim";
    if (text.category !== "text" && text.category !== "unknown")
      this.context.refuse(refusedByDatabase(`function ${name}(${text.category}) does not exist`));
    return made(`${name}(${single(text)}, ${letter ? single(letter) : quoteText(" ")})`, STRING, values);
  }

  private concat(values: readonly Fragment[]): Fragment {
    if (!values.some(({ category }) => category === "text" || category === "unknown")) {
      this.context.refuse(
        refusedByDatabase(`operator does not exist: ${values.map(({ category }) => category).join(" || ")}`),
      );
    }
    return made(`(${values.map(asText).join(" || ")})`, STRING, values);
  }

  private aggregate(name: string, of: Fragment): Fragment {
    const numeric = name === "sum" || name === "avg";
    const fits = numeric
      ? of.category === "number"
      : of.category === "number" || of.category === "text" || of.category === "time";
    if (!fits) this.context.refuse(refusedByDatabase(`function ${name}(${of.category}) does not exist`));
    const type = name === "avg" ? DOUBLE : name === "sum" ? sumOf(of.type) : of.type;
    return { ...made(`${name}(${single(of)})`, type, []), category: numeric ? "number" : of.category, aggregate: true };
  }

  private count(of: Expression | "*", distinct: boolean): Fragment {
    if (of === "*") return { ...made("count(*)", LONG, []), aggregate: true };
    const value = of.kind === "collection" ? collectionCall(this, of.name, of.of) : this.value(of);
    if (value.sql.length > 1)
      this.context.refuse(refusedByDatabase("function count(double precision, unit) does not exist"));
    return { ...made(`count(${distinct ? "DISTINCT " : ""}${value.sql[0]})`, LONG, []), aggregate: true };
  }

  private arithmetic({ operator, left, right }: Extract<Expression, { kind: "arithmetic" }>): Fragment {
    const known = left.kind === "parameter" ? undefined : this.value(left);
    const second = this.valueBeside(right, known?.type);
    const first = known ?? this.valueBeside(left, second.type);
    const a = this.number(first, second);
    const b = this.number(second, first);
    const sql = operator === "/" || operator === "%" ? `(${a} ${operator} ${divisor(b)})` : `(${a} ${operator} ${b})`;
    return made(sql, widest(first.type, second.type), [first, second], "number");
  }

  /** A number to reckon with. */
  private number(fragment: Fragment, other?: Fragment): string {
    if (fragment.category !== "number" && fragment.category !== "unknown") {
      this.context.refuse(refusedByDatabase(`operator does not exist: ${fragment.category}`));
    }
    return beside(this.context, fragment, other ?? fragment);
  }

  private caseOf({ subject, when, otherwise }: Extract<Expression, { kind: "case" }>): Fragment {
    const of = subject && this.value(subject);
    const conditions = when.map(({ condition }) => {
      if (of === undefined) return this.condition(condition);
      const value = this.valueBeside(condition, of.type);
      return made(beside(this.context, value, of), undefined, [value]);
    });
    const values = when.map(({ value }) => this.value(value));
    const rest = otherwise && this.value(otherwise);
    const all = rest ? [...values, rest] : values;
    const sql = this.alike(all);
    const arms = conditions.map((condition, i) => `WHEN ${single(condition)} THEN ${sql[i]}`);
    const last = rest ? ` ELSE ${sql.at(-1)}` : "";
    const text = `CASE ${of ? `${single(of)} ` : ""}${arms.join(" ")}${last} END`;
    return made(text, values[0]?.type, [...(of ? [of] : []), ...conditions, ...all], categoryAmong(all));
  }

  /** Values of which one is taken: PostgreSQL wants them of one kind. */
  private alike(values: readonly Fragment[]): string[] {
    const leading = values.find(({ category }) => category !== "unknown");
    return values.map((value) => (leading ? beside(this.context, value, leading) : single(value)));
  }
}

const PARTS_OF_TIME: Readonly<Record<string, string>> = {
  year: "%Y",
  month: "%m",
  day: "%d",
  hour: "%H",
  minute: "%M",
  second: "%S",
};

/** A query that stands for its only value; more than one row is an error, as in PostgreSQL. */
function scalar({ sql, values, oneRow, outer }: Subquery): Fragment {
  const [value] = values;
  if (value === undefined || values.length > 1)
    throw new IllegalQuery("a query that stands for a value has to select one");
  const more = "pg_error('21000 more than one row returned by a subquery used as an expression')";
  const guarded = `SELECT CASE WHEN count(*) > 1 THEN ${more} ELSE max(v) END FROM ${rowsOf(`(${sql})`, 2)}`;
  return { ...value, sql: [oneRow ? `(${sql})` : `(${guarded})`], columns: outer, aggregate: false };
}

/** The rows of a query of one column, which is then called v. */
export function rowsOf(query: string, most?: number): string {
  return `(WITH w(v) AS ${query} SELECT v FROM w${most === undefined ? "" : ` LIMIT ${most}`}) AS q`;
}

function sumOf(type: Type | undefined): Type {
  return type?.kind === "double" || type?.kind === "float" ? DOUBLE : LONG;
}

function firstType(values: readonly Fragment[]): Type | undefined {
  return values.find(({ type }) => type !== undefined)?.type;
}

function categoryAmong(values: readonly Fragment[]): Fragment["category"] {
  return values.find(({ category }) => category !== "unknown")?.category ?? "unknown";
}

function one(name: string, values: readonly Fragment[]): Fragment {
  const [value] = values;
  if (value === undefined || values.length > 1) throw new IllegalQuery(`${name}() requires one argument`);
  return value;
}
