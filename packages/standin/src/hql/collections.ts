import type { Expression } from "./ast.js";
import { IllegalQuery, invalidData } from "./errors.js";
import { written } from "./expression-parser.js";
import type { Expressions } from "./expressions.js";
import { column, type Fragment, made } from "./fragment.js";
import { entityOf, type FromElement } from "./from-element.js";
import { follow, type Target } from "./paths.js";
import { Scope } from "./scope.js";
import { INT, LONG } from "./types.js";

const CALLS = new Set(["size", "elements", "indices", "maxindex", "minindex", "maxelement", "minelement"]);

/** Functions of collections, or of aliases of their members. */
export function isCollectionCall(name: string): boolean {
  return CALLS.has(name);
}

/**
 * `size(d.imageLinks)`, `maxindex(…)` and so on. Of members that a join names, the first and last places are aggregates. Of a
 * collection Hibernate writes a query of its own, and forgets the parameters of the filters of what may be seen: the database
 * then refuses (measured on OMERO 5.6), whatever there is. So only collections of what all see work.
 */
export function collectionCall(expressions: Expressions, name: string, of: Expression): Fragment {
  const { context, scope, clause } = expressions;
  const target = follow(scope, (written(of) ?? "").split("."), clause);
  if (target?.kind === "object" && (name === "maxindex" || name === "minindex")) {
    const place = indexOf(target.element);
    return { ...made(`${name.slice(0, 3)}(${place.sql[0]})`, INT, []), aggregate: true };
  }
  if (target?.kind !== "collection") throw new IllegalQuery(`${name}() needs a collection`);
  const { collection, from } = target;
  const inside = new Scope(context, scope);
  const members = inside.addMembers(from, collection, undefined);
  if (collection.kind === "collection" && !context.model.entity(collection.target).global) {
    context.refuse(invalidData(`no value specified for the filter of ${collection.target} in ${name}()`));
  }
  const what = selected(name, members, target);
  return made(`(SELECT ${what.sql[0]} FROM ${inside.sql()} WHERE ${inside.conditions.join(" AND ")})`, what.type, []);
}

function selected(
  name: string,
  members: FromElement,
  { collection, through }: Extract<Target, { kind: "collection" }>,
): Fragment {
  if (name === "size") return made("count(*)", LONG, []);
  if (name === "elements" || name === "maxelement" || name === "minelement") {
    const entity = entityOf(members);
    if (entity === undefined) throw new IllegalQuery(`${name}() needs a collection of objects`);
    const id = column(members.alias, "id", { kind: "entity", entity });
    return name === "elements" ? id : made(`${name.slice(0, 3)}(${id.sql[0]})`, id.type, []);
  }
  if (collection.kind !== "collection" || collection.indexColumn === undefined)
    throw new IllegalQuery(`${through} is no list`);
  const place = column(members.alias, collection.indexColumn, INT);
  return name === "indices" ? place : made(`${name.slice(0, 3)}(${place.sql[0]})`, INT, []);
}

/** `index(c)`: the place of a member in its list. */
export function placeOf({ scope, clause }: Expressions, of: Expression): Fragment {
  const target = follow(scope, (written(of) ?? "").split("."), clause);
  if (target?.kind !== "object") throw new IllegalQuery("index() needs the alias of a list's members");
  return indexOf(target.element);
}

function indexOf({ alias, collection }: FromElement): Fragment {
  const place = collection?.kind === "pairs" ? "index" : collection?.indexColumn;
  if (place === undefined) throw new IllegalQuery("only the members of a list have a place");
  return column(alias, place, INT);
}
