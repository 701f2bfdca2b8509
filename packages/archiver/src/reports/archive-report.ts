import { existsSync } from "node:fs";
import { join } from "node:path";
import { recordPath } from "../records/ark.js";
import { type FileWithImages, filesThatAre } from "../register/archived.js";
import { groupsOfJobs } from "../register/jobs.js";
import type { Register } from "../register/register.js";

/** Files and bytes. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** What of one owner in one group is in process and archived. Images are counted where at least one of their files is. */
export interface ArchiveReportRow {
  readonly group: string;
  readonly owner: string;
  readonly inProcess: Amount & { readonly images: number };
  readonly archived: Amount & { readonly images: number };
  /** Archived files without an `.ark` record; absent where the site has none. */
  readonly recordsMissing?: number;
}

class Count {
  private readonly images = new Set<number>();
  private files = 0;
  private bytes = 0;

  add({ size, images }: FileWithImages): void {
    this.files++;
    this.bytes += size;
    for (const { id } of images) this.images.add(id);
  }

  get sum() {
    return { images: this.images.size, files: this.files, bytes: this.bytes };
  }
}

/**
 * How much is in process and archived, by owner and group of the first image that needs a file. (The prototype's archive_report)
 * @param records where records are; false: there are none
 */
export async function archiveReport(register: Register, records: string | false): Promise<ArchiveReportRow[]> {
  const groups = await groupsOfJobs(register);
  const rows = new Map<string, { group: string; owner: string; inProcess: Count; archived: Count; missing: number }>();
  for (const which of ["in process", "archived"] as const)
    for await (const files of filesThatAre(register, which))
      for (const file of files) {
        const [image] = file.images;
        const group = image ? (groups.get(image.groupId) ?? `group ${image.groupId}`) : "";
        const owner = image?.owner.omeName ?? "";
        const key = `${image?.groupId} ${image?.owner.id}`;
        const row = rows.get(key) ?? { group, owner, inProcess: new Count(), archived: new Count(), missing: 0 };
        rows.set(key, row);
        row[which === "archived" ? "archived" : "inProcess"].add(file);
        if (which === "archived" && records !== false && !existsSync(join(records, recordPath(file.path))))
          row.missing++;
      }
  return [...rows.values()]
    .sort((a, b) => compare(a.group, b.group) || compare(a.owner, b.owner))
    .map(({ group, owner, inProcess, archived, missing }) => ({
      ...{ group, owner, inProcess: inProcess.sum, archived: archived.sum },
      ...(records === false ? {} : { recordsMissing: missing }),
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
