import { InternalError } from "./errors.js";
import type { IObject, IQuery, Parameters } from "./generated/types.js";
import { type ParameterValue, rint, rtype, unwrap, type Value } from "./rtypes.js";
import { callOptions, type Scope } from "./scope.js";

/** Named parameters of a query, without the colon. */
export type QueryParameters = Readonly<Record<string, ParameterValue>>;

/** Ids in one call at most. OMERO breaks down at 32,767; 10,000 take 0.3 s. (Measured) */
export const MOST_IDS = 10_000;

/** Questions in HQL, OMERO's query language, by one session. */
export class Queries {
  constructor(private readonly query: IQuery) {}

  /** Rows of values. */
  async projection(hql: string, parameters: QueryParameters = {}, scope?: Scope): Promise<Value[][]> {
    return this.rows(hql, parameters, undefined, scope);
  }

  /** Objects; what the query does not fetch comes unloaded. */
  async findAll<T extends IObject = IObject>(
    hql: string,
    parameters: QueryParameters = {},
    scope?: Scope,
  ): Promise<T[]> {
    return (await this.query.findAllByQuery(hql, wrapped(parameters), callOptions(scope))) as T[];
  }

  /** The one object that the query finds, or null. @throws ApiUsage where it finds several. */
  async findOne<T extends IObject = IObject>(
    hql: string,
    parameters: QueryParameters = {},
    scope?: Scope,
  ): Promise<T | null> {
    return (await this.query.findByQuery(hql, wrapped(parameters), callOptions(scope))) as T | null;
  }

  /**
   * Rows page by page, in memory that does not grow. The query selects a number as first column, compares it with
   * `:after` (`… where i.id > :after …`; -1 at first), and is ordered by it.
   */
  async *pages(
    hql: string,
    parameters: QueryParameters = {},
    options: Scope & { pageSize?: number } = {},
  ): AsyncGenerator<Value[]> {
    const { pageSize = MOST_IDS, ...scope } = options;
    for (let after: number | bigint = -1; ; ) {
      const rows = await this.rows(hql, { ...parameters, after }, pageSize, scope);
      yield* rows;
      if (rows.length < pageSize) return;
      after = key(rows.at(-1)?.[0], after);
    }
  }

  /**
   * Rows for ids, which the query names as `in (:ids)`, chunk by chunk; no ids, no call. A chunk whose answer would be too
   * large for one message is halved.
   */
  async *forIds(
    hql: string,
    ids: Iterable<number>,
    parameters: QueryParameters = {},
    options: Scope & { chunkSize?: number } = {},
  ): AsyncGenerator<Value[]> {
    const { chunkSize = MOST_IDS, ...scope } = options;
    let chunk: number[] = [];
    for (const id of ids) {
      chunk.push(id);
      if (chunk.length < chunkSize) continue;
      yield* this.chunk(hql, chunk, parameters, scope);
      chunk = [];
    }
    yield* this.chunk(hql, chunk, parameters, scope);
  }

  private async *chunk(
    hql: string,
    ids: readonly number[],
    parameters: QueryParameters,
    scope: Scope,
  ): AsyncGenerator<Value[]> {
    if (ids.length === 0) return;
    let rows: Value[][];
    try {
      rows = await this.rows(hql, { ...parameters, ids }, undefined, scope);
    } catch (error) {
      if (!(error instanceof InternalError && error.tooLarge) || ids.length === 1) throw error;
      const half = ids.length >> 1;
      yield* this.chunk(hql, ids.slice(0, half), parameters, scope);
      yield* this.chunk(hql, ids.slice(half), parameters, scope);
      return;
    }
    yield* rows;
  }

  private async rows(
    hql: string,
    parameters: QueryParameters,
    limit: number | undefined,
    scope?: Scope,
  ): Promise<Value[][]> {
    const found = await this.query.projection(hql, wrapped(parameters, limit), callOptions(scope));
    // A row of one column that is null comes as an empty row. (Measured)
    return found.map((row) => (row.length === 0 ? [null] : row.map(unwrap)));
  }
}

function key(value: Value | undefined, after: number | bigint): number | bigint {
  if ((typeof value === "number" || typeof value === "bigint") && value > after) return value;
  throw new TypeError(`the first column must be a growing number; after ${after} came ${String(value)}`);
}

function wrapped(parameters: QueryParameters, limit?: number): Parameters {
  return {
    $type: "::omero::sys::Parameters",
    map: new Map(Object.entries(parameters).map(([name, value]) => [name, rtype(value)])),
    ...(limit === undefined ? {} : { theFilter: { $type: "::omero::sys::Filter", limit: rint(limit) } }),
  };
}
