import type { SliceObject } from "@omero-archiver/ice";
import type { Output } from "../hql/select.js";
import type { Page, Translation } from "../hql/translate.js";
import type { Type } from "../hql/types.js";
import type { ScalarType } from "../schema/entity.js";
import { unitOf } from "../schema/units.js";
import { Discretion } from "../security/secrets.js";
import { addCompany } from "./company.js";
import type { Graph, Loaded } from "./graph.js";
import { Objects } from "./objects.js";
import { NO_RESTRICTIONS, permissionsMap, rlist, rmap, robject, rstring, rtypeOf, unitMap } from "./rtypes.js";
import type { ResultRow } from "./run.js";

/** What a query found: its rows, and the objects that they name. */
export interface Results {
  readonly translation: Translation;
  readonly rows: readonly ResultRow[];
  readonly graph: Graph;
}

/** Reads the objects that rows name, puts fetched ones into their collections, and cuts out the page. */
export function readObjects(graph: Graph, translation: Translation, rows: readonly ResultRow[], page: Page): Results {
  const { loads } = translation;
  for (const { entity, at } of loads) graph.load(entity, idsAt(rows, at));
  for (const { fetched, entity, at } of loads) {
    if (!fetched?.collection) continue;
    const owners = loads[fetched.owner];
    if (owners === undefined) continue;
    for (const row of rows) {
      const owner = objectAt(graph, owners, row);
      if (owner) graph.addMember(owner, fetched.field, objectAt(graph, { entity, at }, row));
    }
  }
  inOrder(graph, translation);
  addCompany(graph);
  return { translation, graph, rows: translation.fetchesCollections ? cut(translation, rows, page) : rows };
}

/** Members of a list stand in their order, whatever the order of the rows. */
function inOrder(graph: Graph, { loads }: Translation): void {
  for (const { fetched } of loads) {
    const owners = fetched && loads[fetched.owner];
    const field = owners?.entity.fields.get(fetched?.field ?? "");
    if (field?.kind !== "collection" || field.indexColumn === undefined) continue;
    const place = field.indexColumn;
    for (const { collections } of graph
      .all()
      .filter(({ entity }) => entity.lineage.includes(owners?.entity.name ?? ""))) {
      const members = collections.get(field.name);
      if (members)
        collections.set(field.name, new Set([...members].sort((a, b) => Number(a.row[place]) - Number(b.row[place]))));
    }
  }
}

/**
 * Where members are fetched, rows repeat what has them: each object counts once, if it is all that a row holds. A limit of 0
 * then lets one pass (as Hibernate 3.6 counts).
 */
function cut({ outputs, loads }: Translation, rows: readonly ResultRow[], { offset, limit }: Page): ResultRow[] {
  const [only] = outputs;
  const at = only && outputs.length === 1 && "load" in only ? loads[only.load]?.at : undefined;
  const seen = new Set<unknown>();
  const distinct = rows.filter((row) => {
    if (at === undefined) return true;
    const isNew = !seen.has(row[at]);
    seen.add(row[at]);
    return isNew;
  });
  return distinct.slice(offset, limit === undefined ? undefined : offset + Math.max(limit, 1));
}

function idsAt(rows: readonly ResultRow[], at: number): Set<number> {
  const ids = new Set<number>();
  for (const row of rows) if (row[at] !== null) ids.add(row[at] as number);
  return ids;
}

function objectAt(
  graph: Graph,
  { entity, at }: Pick<Translation["loads"][number], "entity" | "at">,
  row: ResultRow,
): Loaded | undefined {
  const id = row[at];
  return typeof id === "number" ? graph.get(entity, id) : undefined;
}

/** The rows as RTypes. */
export function rowsOf({ translation, rows, graph }: Results): (SliceObject | null)[][] {
  const objects = new Objects(graph);
  const discretion = new Discretion(graph.store, graph.viewer);
  const readers = translation.outputs.map((output) => readerOf(output, translation, graph, objects, discretion));
  const { shape, names, outputs } = translation;
  switch (shape) {
    case "row":
      return rows.map((row) => readers.map((read) => read(row)));
    case "list":
      return rows.map((row) => [rlist(readers.map((read) => read(row)))]);
    case "map": {
      const permits = outputs.map((output, i) => names[i]?.endsWith(PERMITS) === true && "load" in output);
      return rows.map((row) => [
        rmap(
          outputs.map((output, i) => {
            const loaded = permits[i] ? loadedBy(output, translation, graph, row) : undefined;
            const value = loaded
              ? permissionsMap(objects.permits.bits(loaded), objects.permits.restrictions(loaded))
              : (readers[i]?.(row) ?? null);
            return [names[i] ?? String(i), value];
          }),
        ),
      ]);
    }
  }
}

/** A map's entry with such a name tells what may be done with the object, instead of the object. */
const PERMITS = "_details_permissions";

type Reader = (row: ResultRow) => SliceObject | null;

function readerOf(
  output: Output,
  translation: Translation,
  graph: Graph,
  objects: Objects,
  discretion: Discretion,
): Reader {
  if ("load" in output) {
    return (row) => {
      const loaded = loadedBy(output, translation, graph, row);
      return robject(loaded ? objects.object(loaded) : null);
    };
  }
  return valueReader(output.type, output.at, discretion);
}

function loadedBy(output: Output, { loads }: Translation, graph: Graph, row: ResultRow): Loaded | undefined {
  const load = "load" in output ? loads[output.load] : undefined;
  return load && objectAt(graph, load, row);
}

function valueReader(type: Type, at: number, discretion: Discretion): Reader {
  switch (type.kind) {
    case "unit":
      return (row) => {
        const unit = unitOf(type.unit, String(row[at + 1]));
        return row[at] === null || unit === undefined ? null : unitMap(type.unit, row[at] as number, unit);
      };
    case "unit name":
      return (row) => rstring(unitOf(type.unit, String(row[at])) ?? null);
    case "permissions":
      return (row) => permissionsMap(Number(row[at]), NO_RESTRICTIONS);
    case "string": {
      const { secret } = type;
      if (secret === undefined) return (row) => rstring(row[at] === null ? null : String(row[at]));
      return (row) => {
        const text = row[at] as string | null;
        const end = text?.indexOf(";") ?? -1;
        return rstring(
          text === null ? null : discretion.shown(secret, Number(text.slice(0, end)), text.slice(end + 1)),
        );
      };
    }
    case "entity":
      throw new Error("objects are loaded, not read from columns");
    default: {
      const rtype = rtypeOf(type.kind as ScalarType | "float");
      return (row) => rtype(row[at]);
    }
  }
}
