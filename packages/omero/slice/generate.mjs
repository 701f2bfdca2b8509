// Writes src/generated/ from slice-facts.json and types-in-use.txt:
//   facts.ts  what the codec needs of the types in use, and of all that their members and operations name
//   types.ts  the same as TypeScript: values, and one interface of methods for each service
// `generate.mjs --check` writes nothing and fails where the files are stale.
import { readFileSync, writeFileSync } from "node:fs";

const here = (name) => new URL(name, import.meta.url);
const all = JSON.parse(readFileSync(here("slice-facts.json"), "utf8"));
const roots = readFileSync(here("types-in-use.txt"), "utf8")
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line !== "" && !line.startsWith("#"));
const TABLES = ["enums", "structs", "sequences", "dictionaries", "exceptions", "classes"];

const BUILTIN = {
  bool: "boolean",
  byte: "number",
  short: "number",
  int: "number",
  long: "Long",
  float: "number",
  double: "number",
  string: "string",
};

const facts = pruned();
const files = { "../src/generated/facts.ts": factsFile(), "../src/generated/types.ts": typesFile() };
let stale = false;
for (const [name, text] of Object.entries(files)) {
  if (process.argv.includes("--check")) stale ||= read(name) !== text;
  else writeFileSync(here(name), text);
}
if (stale) {
  console.error("src/generated is stale: npm run generate");
  process.exit(1);
}

function read(name) {
  try {
    return readFileSync(here(name), "utf8");
  } catch {
    return undefined;
  }
}

/** The facts of the roots and of everything they name. */
function pruned() {
  const kept = Object.fromEntries(TABLES.map((table) => [table, {}]));
  const seen = new Set();
  const waiting = [...roots];
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    const name = type.replace(/\*$/, "");
    if (seen.has(name) || !name.startsWith("::")) continue;
    seen.add(name);
    const table = TABLES.find((candidate) => name in all[candidate]);
    if (!table) {
      if (name === "::Ice::Object" || name.startsWith("::Glacier2")) continue;
      throw new Error(`slice-facts.json does not know ${name}`);
    }
    kept[table][name] = own(table, all[table][name]);
    waiting.push(...named(kept[table][name]));
  }
  return Object.fromEntries(
    TABLES.map((table) => [
      table,
      Object.fromEntries(Object.entries(kept[table]).sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );
}

/** A type's own facts, without what only a Slice compiler wants. Values have no operations over the wire. */
function own(table, fact) {
  const members = (list) => list.map(({ name, type }) => ({ name: name.replace(/^_/, ""), type }));
  switch (table) {
    case "enums":
      return { values: fact.values };
    case "structs":
      return { members: members(fact.members) };
    case "exceptions":
      return { base: fact.base, members: members(fact.members) };
    case "classes": {
      const operations =
        fact.kind === "interface"
          ? Object.fromEntries(Object.entries(fact.operations).map(([name, o]) => [name, operation(o)]))
          : {};
      return { base: fact.base, interfaces: fact.interfaces, members: members(fact.members), operations };
    }
    default:
      return fact;
  }
}

function operation({ in: parameters, out, returns, throws, mode, sendMode, format }) {
  return {
    in: parameters,
    out,
    returns: returns && { type: returns.type },
    throws,
    mode,
    ...(sendMode ? { sendMode } : {}),
    ...(format ? { format } : {}),
  };
}

function named(fact) {
  return [
    ...(fact.base ? [fact.base] : []),
    ...(fact.interfaces ?? []),
    ...(fact.members ?? []).map((member) => member.type),
    ...Object.values(fact.operations ?? {}).flatMap((o) => [
      ...o.in.map((p) => p.type),
      ...o.out.map((p) => p.type),
      ...(o.returns ? [o.returns.type] : []),
      ...o.throws,
    ]),
    ...[fact.element, fact.key, fact.value].filter((type) => type !== undefined),
  ].filter((type) => !type.endsWith("*"));
}

function factsFile() {
  return `// Made by slice/generate.mjs; not to be edited.
import type { SliceFacts } from "@omero-archiver/ice";

export const facts: SliceFacts = JSON.parse(
  ${JSON.stringify(JSON.stringify(facts))},
);
`;
}

function typesFile() {
  const lines = [
    "// Made by slice/generate.mjs; not to be edited.",
    'import type { CallOptions, Long, ObjectProxy } from "@omero-archiver/ice";',
    "",
  ];
  const names = new Map();
  const nameOf = (type) => {
    const parts = type.split("::").slice(1);
    const last = parts.pop();
    const module = parts.join("::");
    const plain =
      /^omero(::(model|sys|api|model::enums))?$/.test(module) &&
      !(module !== "omero::model" && `::omero::model::${last}` in facts.classes);
    const name = plain ? last : capital(parts.at(-1)) + last;
    if (names.has(name) && names.get(name) !== type)
      throw new Error(`${type} and ${names.get(name)} would both be called ${name}`);
    names.set(name, type);
    return name;
  };
  const ts = (type) => {
    if (type.endsWith("*")) return "ObjectProxy | null";
    if (type in BUILTIN) return BUILTIN[type];
    if (type in facts.sequences) {
      const { element } = facts.sequences[type];
      return element === "byte" ? "Uint8Array" : `readonly (${ts(element)})[]`;
    }
    if (type in facts.dictionaries)
      return `ReadonlyMap<${ts(facts.dictionaries[type].key)}, ${ts(facts.dictionaries[type].value)}>`;
    if (type === "::Ice::Object") return "{ readonly $type: string } | null";
    return type in facts.classes ? `${nameOf(type)} | null` : nameOf(type);
  };
  const bases = new Set(Object.values(facts.classes).map((fact) => fact.base));
  for (const [id, { values }] of Object.entries(facts.enums)) {
    lines.push(
      `export type ${nameOf(id)} = ${Object.keys(values)
        .map((v) => JSON.stringify(v))
        .join(" | ")};`,
      "",
    );
  }
  const member = ({ name, type }) => `  readonly ${name}?: ${ts(type)};`;
  for (const [id, { members }] of Object.entries(facts.structs)) {
    lines.push(`export interface ${nameOf(id)} {`, ...members.map(member), "}", "");
  }
  const services = [];
  for (const [id, fact] of Object.entries(facts.classes)) {
    const operations = Object.entries(fact.operations);
    if (all.classes[id].kind === "interface") {
      services.push(id);
      const parents = fact.interfaces.filter((parent) => parent in facts.classes).map(nameOf);
      lines.push(
        `/** \`${id}\` */`,
        `export interface ${nameOf(id)}${parents.length ? ` extends ${parents.join(", ")}` : ""} {`,
      );
      for (const [name, o] of operations) {
        const parameters = [...o.in.map((p) => `${p.name}: ${ts(p.type)}`), "options?: CallOptions"].join(", ");
        const result = o.returns ? ts(o.returns.type) : "void";
        const answer = o.out.length
          ? `{ ${[`readonly returns: ${result}`, ...o.out.map((p) => `readonly ${p.name}: ${ts(p.type)}`)].join("; ")} }`
          : result;
        lines.push(`  ${name}(${parameters}): Promise<${answer}>;`);
      }
      lines.push("}", "");
      continue;
    }
    const parent = fact.base in facts.classes ? ` extends ${nameOf(fact.base)}` : "";
    const type = bases.has(id) ? "string" : JSON.stringify(id);
    lines.push(
      `export interface ${nameOf(id)}${parent} {`,
      `  readonly $type: ${type};`,
      ...fact.members.map(member),
      "}",
      "",
    );
  }
  const byId = (ids) => ids.map((id) => `  readonly ${JSON.stringify(id)}: ${nameOf(id)};`);
  const values = Object.keys(facts.classes).filter((id) => all.classes[id].kind !== "interface");
  const model = values.filter((id) => chain(id).includes("::omero::model::IObject"));
  lines.push("/** Services by type id. */", "export interface Services {", ...byId(services), "}", "");
  lines.push("/** Objects of OMERO's model by their short name. */", "export interface Model {");
  lines.push(...model.map((id) => `  readonly ${id.split("::").pop()}: ${nameOf(id)};`), "}", "");
  return `${lines.join("\n")}`;
}

function chain(id) {
  return id in facts.classes ? [id, ...chain(facts.classes[id].base ?? "")] : [];
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
