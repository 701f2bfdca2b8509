import type { SliceException, SliceObject } from "@omero-archiver/ice";
import { serverError, undeclaredError } from "../errors.js";
import type { Type } from "./types.js";

/** A parameter's value, as the server takes it out of its RType. */
export type JavaKind = "int" | "long" | "float" | "double" | "boolean" | "string" | "time";

export interface Value {
  readonly kind: JavaKind;
  readonly value: number | bigint | string | boolean;
}

export type ParameterValue = Value | readonly Value[];

const KINDS: Readonly<Record<string, JavaKind>> = {
  "::omero::RInt": "int",
  "::omero::RLong": "long",
  "::omero::RFloat": "float",
  "::omero::RDouble": "double",
  "::omero::RBool": "boolean",
  "::omero::RString": "string",
  "::omero::RTime": "time",
};

const COLLECTIONS = new Set(["::omero::RList", "::omero::RSet", "::omero::RArray"]);

/** The map of `::omero::sys::Parameters`. @throws UnknownServerError of null and of what OMERO does not take as a value */
export function readParameters(
  map: ReadonlyMap<string, SliceObject | null> | null | undefined,
): Map<string, ParameterValue> {
  const entries = [...(map ?? new Map<string, SliceObject | null>())];
  return new Map(entries.map(([name, rtype]) => [name, read(rtype)]));
}

function read(rtype: SliceObject | null): ParameterValue {
  if (rtype !== null && COLLECTIONS.has(rtype.$type))
    return ((rtype.val as (SliceObject | null)[] | null) ?? []).map(readOne);
  return readOne(rtype);
}

function readOne(rtype: SliceObject | null): Value {
  if (rtype === null) throw undeclaredError("ome.conditions.ApiUsageException: Parameter argument may not be null.");
  const kind = KINDS[rtype.$type];
  if (kind === undefined) {
    const what = rtype.$type.replace(/^::/, "").replaceAll("::", ".");
    throw undeclaredError(
      `ome.conditions.ApiUsageException: Value object should be of type: omero.model.IObject and not: ${what}`,
    );
  }
  return { kind, value: rtype.val as Value["value"] };
}

/** PostgreSQL's protocol counts the values of a statement in 15 bits; OMERO then fails (measured: 32,767 ids in one list). */
const MOST_VALUES = 32_767;

/** The parameters of one query: what each has to be, and where SQL takes it from. */
export class ParameterUses {
  private readonly expected = new Map<string, Type | undefined>();
  private readonly problems: SliceException[] = [];
  private readonly bound: (null | number | bigint | string)[] = [];
  private count = 0;

  constructor(private readonly values: ReadonlyMap<string, ParameterValue>) {}

  /** Undefined where it was not given: {@link finish} complains of that, when the query itself turned out to be right. */
  value(name: string): ParameterValue | undefined {
    const value = this.values.get(name);
    if (value === undefined)
      this.problems.push(serverError("ApiUsageException", `Null parameters not allowed: ${name}`));
    else if (Array.isArray(value) && value.length === 0) {
      this.problems.push(serverError("ApiUsageException", `unexpected end of subtree [the list ${name} is empty]`));
    }
    return value;
  }

  /** Notes what stands beside a parameter: the first that is known decides what its value must be. */
  expect(name: string, type: Type | undefined): void {
    this.expected.set(name, this.expected.get(name) ?? type);
  }

  /** Binds one value. @returns its place in SQL */
  bind(value: Value): string {
    this.count++;
    this.bound.push(toSql(value));
    return `?${this.bound.length}`;
  }

  /** Binds a whole list in one place. @returns the SQL of its values, as a query */
  bindList(values: readonly Value[]): string {
    this.count += values.length;
    const items = values.map(({ value }) =>
      typeof value === "string" ? JSON.stringify(value) : String(Number.isNaN(value) ? null : value),
    );
    this.bound.push(`[${items.join(",")}]`);
    return `SELECT value FROM json_each(?${this.bound.length})`;
  }

  /**
   * The values for the statement, in their places.
   * @throws ApiUsageException where one was not given, or is an empty list
   * @throws InternalException where a value is not of the type of what it is compared with, or where there are too many
   */
  finish(): (null | number | bigint | string)[] {
    const [problem] = this.problems;
    if (problem) throw problem;
    for (const [name, type] of this.expected) {
      const value = this.values.get(name) ?? [];
      for (const one of Array.isArray(value) ? value : [value]) this.checkKind(name, one as Value, type);
    }
    if (this.count >= MOST_VALUES) {
      throw serverError(
        "InternalException",
        ` Wrapped Exception: (java.io.IOException):\nTried to send an out-of-range integer as a 2-byte value: ${this.count}`,
      );
    }
    return this.bound;
  }

  private checkKind(name: string, { kind }: Value, type: Type | undefined): void {
    if (type === undefined || kind === type.kind) return;
    const problem =
      type.kind === "entity"
        ? "(org.springframework.orm.hibernate3.HibernateSystemException):\nid of an object where the object itself is compared"
        : "(java.lang.ClassCastException):\nvalue of another type than what it is compared with";
    throw serverError("InternalException", ` Wrapped Exception: ${problem}: ${name} is ${kind}, not ${type.kind}`);
  }
}

function toSql({ kind, value }: Value): number | bigint | string {
  if (typeof value === "boolean") return value ? 1 : 0;
  return kind === "int" || kind === "long" || kind === "time" ? BigInt(value) : (value as number | string);
}
