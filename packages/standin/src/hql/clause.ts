/** Where in a query an expression stands. */
export interface Clause {
  /** In a SELECT list, or in a query within one: there a reference is joined to what it refers to. */
  readonly inSelect: boolean;
  /**
   * Where the server puts secret texts back to what they are (see {@link secretText}): the WHERE parts that hang together
   * from the outermost one, and the ORDER BY of the whole.
   */
  readonly restores?: "where" | "order";
  /** The grouped expressions, by their SQL: what stands in them is not a column of its own any more. */
  readonly grouped?: ReadonlySet<string>;
}

/**
 * Secret texts are read as "owner;text", so that the server can hide them from some; in conditions it takes the owner off
 * again, in the SQL. It cannot do so where the SQL holds the filter for all groups, which its SQL parser does not understand:
 * then such conditions compare "owner;text" (measured on OMERO 5.6). Whether it
 * will is only known when the query is translated as a whole, hence the marks.
 */
export function secretText(alias: string, column: string, owner: string, { restores }: Clause): string {
  const plain = `${alias}."${column}"`;
  const of = owner === "-1" ? "'-1'" : `${alias}."${owner}"`;
  const marked = `(${of} || ';' || ${plain})`;
  return restores === undefined ? marked : `\u0001${restores}\u0002${plain}\u0002${marked}\u0003`;
}

const MARK = /\u0001(\w+)\u0002([^\u0002]*)\u0002([^\u0003]*)\u0003/g;

/** Settles the marks: whether the texts of WHERE parts, and of ORDER BY, are put back. */
export function settleSecrets(sql: string, restored: { where: boolean; order: boolean }): string {
  return sql.replace(MARK, (_, clause: "where" | "order", plain: string, marked: string) =>
    restored[clause] ? plain : marked,
  );
}
