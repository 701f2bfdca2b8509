import { statfsSync } from "node:fs";
import type { OmeroClient } from "@omero-archiver/omero";
import { z } from "zod";
import type { ExperimenterId, GroupId } from "../domain/ids.js";
import { Names } from "../omero/people.js";
import { originalFileSizes, pixelsSizes, type Used } from "../omero/usage.js";
import { filesThatAre } from "../register/archived.js";
import type { Register } from "../register/register.js";

/** How usage is split. */
export const SPLITTINGS = ["user", "group", "user-and-group"] as const;
export type Splitting = (typeof SPLITTINGS)[number];

/** What one user, one group, or one user in one group uses; bytes. */
export interface Usage {
  readonly userId?: number;
  readonly user?: string;
  readonly groupId?: number;
  readonly group?: string;
  /** Of original files. */
  readonly files: number;
  /** Of pixels that OMERO 4 has written. */
  readonly pixels: number;
  readonly bytes: number;
  /** What of it is in the archive. */
  readonly archived: number;
}

/** With what has changed since an earlier report; bytes. */
export interface ChangedUsage extends Usage {
  readonly change?: number;
}

/** Room where a path lies; bytes. */
export interface Room {
  readonly path: string;
  readonly free: number;
  readonly size: number;
}

interface Count {
  readonly owner: ExperimenterId;
  readonly group: GroupId;
  files: number;
  pixels: number;
  archived: number;
}

/**
 * What users and groups use, the largest first. Memory grows with users and groups alone.
 * Archived files count for the owner and the group of the first image that needs them.
 */
export async function usage(
  client: Pick<OmeroClient, "pages" | "forIds">,
  register: Register,
  by: Splitting,
): Promise<Usage[]> {
  const counts = new Map<string, Count>();
  const add = ({ owner, group, bytes }: Used, what: "files" | "pixels" | "archived") => {
    const key = by === "user" ? `${owner}` : by === "group" ? `${group}` : `${owner} ${group}`;
    const count = counts.get(key) ?? { owner, group, files: 0, pixels: 0, archived: 0 };
    count[what] += bytes;
    counts.set(key, count);
  };
  for await (const one of originalFileSizes(client)) add(one, "files");
  for await (const one of pixelsSizes(client)) add(one, "pixels");
  for await (const files of filesThatAre(register, "archived"))
    for (const { size, images } of files) {
      const [image] = images;
      if (image) add({ owner: image.owner.id, group: image.groupId, bytes: size }, "archived");
    }
  const rows = [...counts.values()];
  const names = new Names(client);
  const users = await names.ofUsers(rows.map(({ owner }) => owner));
  const groups = await names.ofGroups(rows.map(({ group }) => group));
  return rows
    .map(({ owner, group, files, pixels, archived }) => ({
      ...(by === "group" ? {} : { userId: owner, user: users.get(owner) ?? `user ${owner}` }),
      ...(by === "user" ? {} : { groupId: group, group: groups.get(group) ?? `group ${group}` }),
      ...{ files, pixels, bytes: files + pixels, archived },
    }))
    .sort((a, b) => b.bytes - a.bytes || keyOf(a).localeCompare(keyOf(b), "en"));
}

/** What a row is known by from one report to the next. */
export function keyOf({ userId, groupId }: Pick<Usage, "userId" | "groupId">): string {
  return `${userId ?? ""} ${groupId ?? ""}`;
}

/** The room on the disks of these paths. @throws where one can't be asked */
export function roomAt(paths: readonly string[]): Room[] {
  return paths.map((path) => {
    const { bavail, blocks, bsize } = statfsSync(path);
    return { path, free: bavail * bsize, size: blocks * bsize };
  });
}

/** A file is no earlier report, or one that is split in another way; the message says why. */
export class NoEarlierReport extends Error {
  override readonly name = "NoEarlierReport";
}

const earlierSchema = z.object({
  at: z.iso.datetime(),
  by: z.enum(SPLITTINGS),
  rows: z.array(
    z.object({
      userId: z.number().exactOptional(),
      user: z.string().exactOptional(),
      groupId: z.number().exactOptional(),
      group: z.string().exactOptional(),
      bytes: z.number(),
    }),
  ),
});
export type EarlierReport = z.output<typeof earlierSchema>;

/** Reads what an earlier report has said with `--json`. @throws NoEarlierReport */
export function parseEarlier(text: string, by: Splitting): EarlierReport {
  let earlier: EarlierReport;
  try {
    earlier = earlierSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new NoEarlierReport("it is not what `report usage --json` writes", { cause });
  }
  if (earlier.by !== by) throw new NoEarlierReport(`it is by ${earlier.by}, and this one by ${by}`);
  return earlier;
}

/** What has changed since an earlier report; who has nothing any more comes last. */
export function changesSince(rows: readonly Usage[], earlier: EarlierReport): ChangedUsage[] {
  const before = new Map(earlier.rows.map((row) => [keyOf(row), row]));
  const changed = rows.map((row) => ({ ...row, change: row.bytes - (before.get(keyOf(row))?.bytes ?? 0) }));
  for (const row of rows) before.delete(keyOf(row));
  const nothing = { files: 0, pixels: 0, archived: 0 };
  return [...changed, ...[...before.values()].map((row) => ({ ...row, ...nothing, bytes: 0, change: -row.bytes }))];
}
