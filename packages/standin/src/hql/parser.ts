import type { Change, FromItem, Join, JoinType, Order, Query, Select, SelectItem } from "./ast.js";
import { Cursor } from "./cursor.js";
import { ExpressionParser } from "./expression-parser.js";

/**
 * Reads a query as Hibernate 3.6 does (hql.g).
 * @throws IllegalQuery where it would not be understood
 */
export function parse(hql: string): Query | Change {
  return new Parser(hql).statement();
}

class Parser {
  private readonly cursor: Cursor;
  private readonly expressions: ExpressionParser;

  constructor(hql: string) {
    this.cursor = new Cursor(hql);
    this.expressions = new ExpressionParser(this.cursor, () => this.query());
  }

  statement(): Query | Change {
    const change = this.change();
    if (change) return change;
    const query = this.query();
    if (!this.endsWithDirection) this.expectEnd();
    return query;
  }

  /** Hibernate reads no further after the `asc` or `desc` that ends a query: `nulls first`, `limit 5` have no effect there. */
  private endsWithDirection = false;

  private expectEnd(): void {
    if (this.cursor.peek().kind !== "end") this.cursor.fail("the end");
  }

  private change(): Change | undefined {
    const { cursor } = this;
    if (cursor.take("insert")) {
      cursor.expect("into");
      return { kind: "insert", entity: this.expressions.path().join(".") };
    }
    const kind = cursor.take("update") ? "update" : cursor.take("delete") ? "delete" : undefined;
    if (kind === undefined) return undefined;
    if (kind === "update") cursor.take("versioned");
    cursor.take("from");
    const entity = this.expressions.path().join(".");
    this.alias();
    if (kind === "update") {
      cursor.expect("set");
      do {
        this.expressions.path();
        cursor.expect("=");
        this.expressions.expression();
      } while (cursor.take(","));
    }
    if (cursor.take("where")) this.expressions.expression();
    this.expectEnd();
    return { kind, entity };
  }

  private query(): Query {
    const { cursor } = this;
    const select = cursor.take("select") ? this.select() : undefined;
    const from = this.from();
    const where = cursor.take("where") ? this.expressions.expression() : undefined;
    const groupBy = cursor.take("group", "by") ? this.separated(() => this.expressions.expression()) : [];
    const having = groupBy.length > 0 && cursor.take("having") ? this.expressions.expression() : undefined;
    const orderBy = cursor.take("order", "by") ? this.separated(() => this.order()) : [];
    return { from, groupBy, orderBy, ...(select && { select }), ...(where && { where }), ...(having && { having }) };
  }

  private select(): Select {
    const { cursor } = this;
    const distinct = cursor.take("distinct");
    if (cursor.take("object", "(")) {
      const name = cursor.expectName();
      cursor.expect(")");
      return { distinct, shape: "row", items: [{ value: { kind: "name", name } }] };
    }
    if (!cursor.take("new")) return { distinct, shape: "row", items: this.separated(() => this.selectItem()) };
    const name = this.expressions.path().join(".").toLowerCase();
    if (name !== "map" && name !== "list") cursor.fail("map or list");
    cursor.expect("(");
    const items = this.separated(() => this.selectItem());
    cursor.expect(")");
    return { distinct, shape: name === "map" ? "map" : "list", items };
  }

  private selectItem(): SelectItem {
    const value = this.expressions.expression();
    return this.cursor.take("as") ? { value, alias: this.cursor.expectName() } : { value };
  }

  private from(): FromItem[] {
    this.cursor.expect("from");
    const items = [this.range()];
    for (;;) {
      if (this.cursor.take(",")) items.push(this.range());
      else {
        const join = this.join();
        if (!join) return items;
        items.push(join);
      }
    }
  }

  private range(): FromItem {
    const { cursor } = this;
    if (cursor.take("in", "(")) {
      const path = this.expressions.path();
      cursor.expect(")");
      const alias = this.alias() ?? cursor.fail("an alias");
      return { kind: "join", type: "inner", fetch: false, path, alias };
    }
    if (this.comes(1, "in")) return this.oldRange();
    const path = this.expressions.path();
    const alias = this.alias();
    this.fetchAll();
    return { kind: "range", path, ...(alias !== undefined && { alias }) };
  }

  /** `p in class Pixels`, `p in elements(i.pixels)` */
  private oldRange(): FromItem {
    const { cursor } = this;
    const alias = cursor.expectName();
    cursor.expect("in");
    if (cursor.take("class")) return { kind: "range", path: this.expressions.path(), alias };
    cursor.expect("elements");
    cursor.expect("(");
    const path = this.expressions.path();
    cursor.expect(")");
    return { kind: "join", type: "inner", fetch: false, path, alias };
  }

  private comes(ahead: number, word: string): boolean {
    const token = this.cursor.peek(ahead);
    return token.kind === "word" && token.keyword === word;
  }

  private join(): Join | undefined {
    const { cursor } = this;
    const type = this.joinType();
    if (!cursor.take("join")) {
      if (type !== undefined) cursor.fail("join");
      return undefined;
    }
    const fetch = cursor.take("fetch");
    const path = this.expressions.path();
    const alias = this.alias();
    this.fetchAll();
    const condition = cursor.take("with") ? this.expressions.expression() : undefined;
    return {
      ...{ kind: "join", type: type ?? "inner", fetch, path },
      ...(alias !== undefined && { alias }),
      ...(condition && { with: condition }),
    };
  }

  private joinType(): JoinType | undefined {
    const { cursor } = this;
    for (const type of ["left", "right"] as const) {
      if (!cursor.take(type)) continue;
      cursor.take("outer");
      return type;
    }
    return cursor.take("full") ? "full" : cursor.take("inner") ? "inner" : undefined;
  }

  private alias(): string | undefined {
    return this.cursor.take("as") ? this.cursor.expectName() : this.cursor.takeName();
  }

  private fetchAll(): void {
    if (!this.cursor.take("fetch")) return;
    this.cursor.expect("all");
    this.cursor.expect("properties");
  }

  private order(): Order {
    const { cursor } = this;
    const by = this.expressions.expression();
    const ascending = cursor.take("asc") || cursor.take("ascending");
    const descending = !ascending && (cursor.take("desc") || cursor.take("descending"));
    this.endsWithDirection = ascending || descending;
    return { by, descending };
  }

  private separated<T>(item: () => T): T[] {
    const items = [item()];
    while (this.cursor.take(",")) items.push(item());
    return items;
  }
}
