import { parse } from "yaml";
import { z } from "zod";

/** Quotas of groups that a site has thought out itself, whatever OMERO's are. */
export interface Quotas {
  /** Bytes, by group. */
  readonly groups: ReadonlyMap<string, number>;
  /** To which group a user belongs, by id. */
  readonly users: ReadonlyMap<number, string>;
}

/** What a group of the quotas uses; bytes. */
export interface QuotaUse {
  readonly group: string;
  readonly bytes: number;
  readonly quota: number;
  /** Of the quota; 0 where that is 0. */
  readonly percent: number;
}

/** A file of quotas can't be understood; the message says where and why. */
export class UnreadableQuotas extends Error {
  override readonly name = "UnreadableQuotas";
}

/** Users whom the quotas don't name. */
const UNKNOWN = "Unknown";
const UNITS = ["b", "kb", "mb", "gb", "tb", "pb"];

const yamlSchema = z.strictObject({
  groups: z.record(
    z.string(),
    z.strictObject({ quota: z.union([z.string(), z.number()]), users: z.array(z.number().int().min(0)).default([]) }),
  ),
});

/**
 * Reads quotas: YAML (`groups: { imaging: { quota: 2tb, users: [5, 7] } }`), or the prototype's file: below `[Groups]` lines
 * `name:size`, below `[Users]` lines `id:name:group`.
 * @throws UnreadableQuotas
 */
export function parseQuotas(text: string): Quotas {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  return /^\s*\[(group|user)/i.test(first ?? "") ? ofPrototype(text) : ofYaml(text);
}

function ofYaml(text: string): Quotas {
  const groups = new Map<string, number>();
  const users = new Map<number, string>();
  let parsed: z.output<typeof yamlSchema>;
  try {
    parsed = yamlSchema.parse(parse(text));
  } catch (cause) {
    const why =
      cause instanceof z.ZodError
        ? cause.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`).join("; ")
        : (cause as Error).message;
    throw new UnreadableQuotas(why, { cause });
  }
  for (const [group, { quota, users: ids }] of Object.entries(parsed.groups)) {
    groups.set(group, bytesOf(String(quota), `groups.${group}`));
    for (const id of ids) assign(users, id, group, `groups.${group}`);
  }
  return { groups, users };
}

function ofPrototype(text: string): Quotas {
  const groups = new Map<string, number>();
  const users = new Map<number, string>();
  let section = "";
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*/, "").trim();
    const at = `line ${i + 1}`;
    if (line === "") continue;
    const heading = /^\[(group|user)/i.exec(line)?.[1];
    if (heading !== undefined) section = heading.toLowerCase();
    else if (section === "group") {
      const [, name, size] = /^(.+):([^:]+)$/.exec(line) ?? [];
      if (name === undefined || size === undefined) throw new UnreadableQuotas(`${at}: is no name:size`);
      groups.set(name.trim(), bytesOf(size, at));
    } else if (section === "user") {
      const [, id, group] = /^\s*(\d+)\s*:[^:]*:(.+)$/.exec(line) ?? [];
      if (id === undefined || group === undefined) throw new UnreadableQuotas(`${at}: is no id:name:group`);
      assign(users, Number(id), group.trim(), at);
    } else throw new UnreadableQuotas(`${at}: stands before the first section`);
  }
  for (const [id, group] of users)
    if (!groups.has(group) && group !== UNKNOWN)
      throw new UnreadableQuotas(`the user ${id} is of the group ${group}, which has no quota`);
  return { groups, users };
}

function assign(users: Map<number, string>, id: number, group: string, at: string): void {
  const other = users.get(id);
  if (other !== undefined && other !== group)
    throw new UnreadableQuotas(`${at}: the user ${id} is of the group ${other} already`);
  users.set(id, group);
}

/** `2tb`, in steps of 1,024 as the prototype has it. */
function bytesOf(text: string, at: string): number {
  const [, number, unit = "b"] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?b)?\s*$/i.exec(text) ?? [];
  if (number === undefined)
    throw new UnreadableQuotas(`${at}: ${JSON.stringify(text)} is no size such as 500gb or 2tb`);
  return Math.round(Number(number) * 1_024 ** UNITS.indexOf(unit.toLowerCase()));
}

/** What the groups of quotas use, by name; users that are not named are together. */
export function quotaUse(
  { groups, users }: Quotas,
  rows: readonly { readonly userId?: number; readonly bytes: number }[],
): QuotaUse[] {
  const used = new Map([...groups.keys()].map((group) => [group, 0]));
  for (const { userId, bytes } of rows) {
    const group = users.get(userId ?? -1) ?? UNKNOWN;
    used.set(group, (used.get(group) ?? 0) + bytes);
  }
  return [...used].map(([group, bytes]) => {
    const quota = groups.get(group) ?? 0;
    return { group, bytes, quota, percent: quota === 0 ? 0 : Math.round((1_000 * bytes) / quota) / 10 };
  });
}
