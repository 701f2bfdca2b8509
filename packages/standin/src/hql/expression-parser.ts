import type { AggregateName, Arithmetic, Comparison, Expression, Query, When } from "./ast.js";
import type { Cursor } from "./cursor.js";

/** The grammar of expressions, as Hibernate 3.6 has it (hql.g): from `or`, which binds least, down to names and constants. */
export class ExpressionParser {
  constructor(
    protected readonly cursor: Cursor,
    private readonly subquery: () => Query,
  ) {}

  expression(): Expression {
    let left = this.conjunction();
    while (this.cursor.take("or")) left = { kind: "or", left, right: this.conjunction() };
    return left;
  }

  private conjunction(): Expression {
    let left = this.negation();
    while (this.cursor.take("and")) left = { kind: "and", left, right: this.negation() };
    return left;
  }

  private negation(): Expression {
    return this.cursor.take("not") ? { kind: "not", of: this.negation() } : this.equality();
  }

  private equality(): Expression {
    let left = this.relation();
    for (;;) {
      if (this.cursor.take("=")) left = equal(left, this.relation(), false);
      else if (this.cursor.take("<>")) left = equal(left, this.relation(), true);
      else if (this.cursor.take("is")) {
        const negated = this.cursor.take("not");
        left = equal(left, this.relation(), negated);
      } else return left;
    }
  }

  private relation(): Expression {
    const { cursor } = this;
    let left = this.concatenation();
    for (let operator = this.inequality(); operator !== undefined; operator = this.inequality()) {
      left = { kind: "comparison", operator, left, right: this.sum() };
    }
    if (left.kind === "comparison") return left;
    const negated =
      ["in", "between", "like", "member"].some((word) => cursor.looksAt("not", word)) && cursor.take("not");
    if (cursor.take("in")) return { kind: "in", negated, left, list: this.list() };
    if (cursor.take("between")) {
      const low = this.concatenation();
      cursor.expect("and");
      return { kind: "between", negated, value: left, low, high: this.concatenation() };
    }
    if (cursor.take("like")) {
      const right = this.concatenation();
      return { kind: "like", negated, left, right, ...(cursor.take("escape") && { escape: this.concatenation() }) };
    }
    if (cursor.take("member")) {
      cursor.take("of");
      return { kind: "in", negated, left, list: [membersOf(this.path())] };
    }
    return left;
  }

  private inequality(): Comparison | undefined {
    return (["<", "<=", ">", ">="] as const).find((operator) => this.cursor.take(operator));
  }

  /** What follows `in`: expressions or a query in parentheses, a parameter, the elements of a collection. */
  private list(): Expression[] {
    const { cursor } = this;
    if (cursor.looksAt("elements") || cursor.looksAt("indices")) return [this.collection()];
    const parameter = this.parameter();
    if (parameter) return [parameter];
    if (!cursor.take("(")) return [dotted(this.path())];
    const items = this.startsQuery() ? [this.query()] : this.expressions();
    cursor.expect(")");
    return items;
  }

  private concatenation(): Expression {
    const args = [this.sum()];
    while (this.cursor.take("||")) args.push(this.sum());
    const [only] = args;
    return args.length === 1 && only ? only : { kind: "call", name: "concat", args, words: [] };
  }

  private sum(): Expression {
    return this.leftToRight(["+", "-"], () => this.product());
  }

  private product(): Expression {
    return this.leftToRight(["*", "/", "%"], () => this.unary());
  }

  private leftToRight(operators: readonly Arithmetic[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((one) => this.cursor.take(one));
      if (operator === undefined) return left;
      left = { kind: "arithmetic", operator, left, right: operand() };
    }
  }

  private unary(): Expression {
    const { cursor } = this;
    if (cursor.take("-")) return { kind: "minus", of: this.unary() };
    if (cursor.take("+")) return this.unary();
    if (cursor.take("case")) return this.caseOf();
    if (cursor.take("exists")) return { kind: "quantified", quantifier: "exists", of: this.quantified() };
    if (cursor.take("all")) return { kind: "quantified", quantifier: "all", of: this.quantified() };
    if (cursor.take("any") || cursor.take("some"))
      return { kind: "quantified", quantifier: "any", of: this.quantified() };
    return this.atom();
  }

  private quantified(): Expression {
    const { cursor } = this;
    if (cursor.looksAt("elements") || cursor.looksAt("indices")) return this.collection();
    if (!cursor.take("(")) return { kind: "name", name: cursor.expectName() };
    if (!this.startsQuery()) cursor.fail("a query");
    const query = this.query();
    cursor.expect(")");
    return query;
  }

  private caseOf(): Expression {
    const { cursor } = this;
    const subject = cursor.looksAt("when") ? undefined : this.unary();
    const when: When[] = [];
    while (cursor.take("when")) {
      const condition = subject === undefined ? this.expression() : this.unary();
      cursor.expect("then");
      when.push({ condition, value: this.unary() });
    }
    if (when.length === 0) cursor.fail("when");
    const otherwise = cursor.take("else") ? this.unary() : undefined;
    cursor.expect("end");
    return { kind: "case", when, ...(subject && { subject }), ...(otherwise && { otherwise }) };
  }

  private atom(): Expression {
    const { cursor } = this;
    let found = this.primary();
    for (;;) {
      if (cursor.take(".")) {
        found = { kind: "dot", of: found, name: cursor.expectName() };
        if (cursor.looksAt("(")) found = this.call(written(found) ?? cursor.fail("a name"));
      } else if (cursor.take("[")) {
        found = { kind: "element", of: found, index: this.expression() };
        cursor.expect("]");
      } else return found;
    }
  }

  private primary(): Expression {
    const { cursor } = this;
    if (cursor.take("(")) {
      const items = this.startsQuery() ? [this.query()] : this.expressions();
      cursor.expect(")");
      const [only] = items;
      return items.length === 1 && only ? only : { kind: "vector", items };
    }
    return this.parameter() ?? this.constant() ?? this.aggregate() ?? this.named();
  }

  private named(): Expression {
    const name = this.cursor.takeName() ?? this.cursor.fail("an expression");
    return this.cursor.looksAt("(") ? this.call(name) : { kind: "name", name };
  }

  private parameter(): Expression | undefined {
    const { cursor } = this;
    if (cursor.take(":")) return { kind: "parameter", name: cursor.expectName() };
    if (!cursor.take("?")) return undefined;
    const number = cursor.peek();
    if (number.kind !== "number" || number.type !== "int") return { kind: "position" };
    cursor.next();
    return { kind: "parameter", name: number.text };
  }

  private constant(): Expression | undefined {
    const { cursor } = this;
    const token = cursor.peek();
    if (token.kind === "number" || token.kind === "string") {
      cursor.next();
      return token.kind === "number"
        ? { kind: "number", text: token.text, type: token.type }
        : { kind: "string", value: token.value };
    }
    if (cursor.take("null")) return { kind: "null" };
    if (cursor.take("empty")) return { kind: "empty" };
    if (cursor.take("true")) return { kind: "boolean", value: true };
    if (cursor.take("false")) return { kind: "boolean", value: false };
    return undefined;
  }

  private aggregate(): Expression | undefined {
    const { cursor } = this;
    const name = (["sum", "avg", "min", "max"] as const).find((one): one is AggregateName => cursor.looksAt(one, "("));
    if (name !== undefined) {
      cursor.take(name, "(");
      const of = this.sum();
      cursor.expect(")");
      return { kind: "aggregate", name, of };
    }
    if (cursor.take("count", "(")) {
      const distinct = cursor.take("distinct");
      if (!distinct) cursor.take("all");
      const whole = !distinct && cursor.take("*");
      const collection = cursor.looksAt("elements") || cursor.looksAt("indices");
      const of = whole ? "*" : collection ? this.collection() : dotted(this.path());
      cursor.expect(")");
      return { kind: "count", distinct, of };
    }
    return cursor.looksAt("elements", "(") || cursor.looksAt("indices", "(") ? this.collection() : undefined;
  }

  private collection(): Expression {
    const { cursor } = this;
    const name = cursor.take("elements") ? "elements" : "indices";
    if (name === "indices") cursor.expect("indices");
    cursor.expect("(");
    const of = dotted(this.path());
    cursor.expect(")");
    return { kind: "collection", name, of };
  }

  /** A function's arguments, with the words that stand between them: `as`, `from`, `leading` … */
  private call(name: string): Expression {
    const { cursor } = this;
    cursor.expect("(");
    const args: Expression[] = [];
    const words: string[] = [];
    const side = (["trailing", "leading", "both"] as const).find((word) => cursor.take(word));
    if (side) words.push(side);
    if (!cursor.looksAt(")") && !cursor.looksAt("from")) args.push(this.expression());
    if (cursor.take("from")) {
      words.push("from");
      args.push(this.expression());
    } else if (args.length > 0 && cursor.take("as")) words.push("as", cursor.expectName());
    else while (cursor.take(",")) args.push(this.expression());
    cursor.expect(")");
    return { kind: "call", name, args, words };
  }

  path(): string[] {
    const parts = [this.cursor.expectName()];
    while (this.cursor.take(".")) parts.push(this.cursor.expectName());
    return parts;
  }

  private expressions(): Expression[] {
    const items = [this.expression()];
    while (this.cursor.take(",")) items.push(this.expression());
    return items;
  }

  private startsQuery(): boolean {
    return this.cursor.looksAt("select") || this.cursor.looksAt("from");
  }

  private query(): Expression {
    return { kind: "query", query: this.subquery() };
  }
}

/** `= null` is `is null`; `is empty` asks for members. */
function equal(left: Expression, right: Expression, negated: boolean): Expression {
  if (left.kind === "null" && right.kind !== "null") return { kind: "is null", negated, of: right };
  if (right.kind === "null" && left.kind !== "null") return { kind: "is null", negated, of: left };
  if (right.kind === "empty") {
    const path = written(left)?.split(".") ?? [];
    const exists: Expression = { kind: "quantified", quantifier: "exists", of: membersOf(path) };
    return negated ? exists : { kind: "not", of: exists };
  }
  return { kind: "comparison", operator: negated ? "<>" : "=", left, right };
}

/** The query for what is in a collection. */
function membersOf(path: readonly string[]): Expression {
  return { kind: "query", query: { from: [{ kind: "range", path }], groupBy: [], orderBy: [] } };
}

function dotted([first = "", ...rest]: readonly string[]): Expression {
  return rest.reduce<Expression>((of, name) => ({ kind: "dot", of, name }), { kind: "name", name: first });
}

/** "a.b.c" of a path, undefined of another expression. */
export function written(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "dot") return undefined;
  const of = written(expression.of);
  return of === undefined ? undefined : `${of}.${expression.name}`;
}
