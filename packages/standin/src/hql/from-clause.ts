import type { FromItem, Join, Range } from "./ast.js";
import { IllegalQuery, NothingToAsk } from "./errors.js";
import type { Expressions } from "./expressions.js";
import { single } from "./fragment.js";
import type { FromElement } from "./from-element.js";
import { follow } from "./paths.js";
import type { Scope } from "./scope.js";

/**
 * Puts the tables of a FROM part into its level.
 * @param inJoin how expressions after `with` are translated
 */
export function readFrom(scope: Scope, items: readonly FromItem[], inJoin: Expressions): void {
  for (const item of items) {
    if (item.kind === "range") addRange(scope, item);
    else addJoin(scope, item, inJoin);
  }
}

function addRange(scope: Scope, { path, alias }: Range): void {
  const [first = "", ...rest] = path;
  if (rest.length > 0 && scope.parent?.find(first)) {
    const target = follow(scope, path, { inSelect: false });
    if (target?.kind !== "collection") throw new IllegalQuery(`${path.join(".")} is no collection`);
    scope.addMembers(target.from, target.collection, alias);
    return;
  }
  const name = path.join(".");
  const entity = scope.context.model.find(name);
  if (entity === undefined) throw new IllegalQuery(`${name} is not mapped`);
  if (name.startsWith("omero.")) throw new NothingToAsk(`${name} is a class of the client's`);
  scope.addRoot(entity, alias);
}

function addJoin(scope: Scope, join: Join, inJoin: Expressions): void {
  const { path, alias, type, fetch } = join;
  if (fetch && scope.parent) throw new IllegalQuery("fetch not allowed in subquery from-elements");
  if (path.length < 2) throw new IllegalQuery("Path expected for join!");
  const target = follow(scope, path, { inSelect: false }, type);
  switch (target?.kind) {
    case "collection": {
      const how = { type, fetch, explicit: true };
      return finish(scope, join, scope.joinCollection(target.from, target.through, target.collection, how), inJoin);
    }
    case "reference": {
      const { from, through, column } = target;
      return finish(scope, join, scope.joinReference(from, through, column, target.target, { type, fetch }), inJoin);
    }
    case "part":
      return scope.name(alias, target.from, target.part);
    case "value": {
      // A value with a unit is a part of its object: it can be given an alias, but joins nothing.
      const owner = follow(scope, path.slice(0, -1), { inSelect: false }, type);
      if (target.value.type?.kind !== "unit" || owner?.kind !== "object") break;
      return scope.name(alias, owner.element, path.slice(-1));
    }
    default:
  }
  throw new IllegalQuery(`Invalid path: ${path.join(".")}`);
}

function finish(
  scope: Scope,
  { alias, fetch, with: condition }: Join,
  element: FromElement,
  inJoin: Expressions,
): void {
  scope.name(alias, element);
  if (condition === undefined) return;
  if (fetch) throw new IllegalQuery("with-clause not allowed on fetched associations; use filters");
  const before = scope.elements.length;
  const fragment = inJoin.condition(condition);
  const foreign = fragment.columns.some((name) => !name.startsWith(`${element.alias}.`));
  if (foreign || scope.elements.length > before) {
    throw new IllegalQuery(
      "with-clause expressions did not reference from-clause element to which the with-clause was associated",
    );
  }
  element.join?.on.push(single(fragment));
}
