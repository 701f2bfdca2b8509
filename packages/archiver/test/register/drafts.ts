import type { ExperimenterId, FilesetId, GroupId, ImageId, Person } from "#src/domain/ids.js";
import type { DraftFile, JobDraft } from "#src/domain/jobs.js";

export const ada: Person = { id: 7 as ExperimenterId, omeName: "ada" };
const group = { id: 3 as GroupId, name: "cell-biology" };

/** A job over images of one fileset each, named by the ids of their files. */
export function draft(
  images: Readonly<Record<number, readonly number[]>>,
  kind: JobDraft["kind"] = "archive",
): JobDraft {
  const files = new Map<number, ImageId[]>();
  for (const [image, ids] of Object.entries(images)) {
    for (const id of ids) files.set(id, [...(files.get(id) ?? []), Number(image) as ImageId]);
  }
  return {
    kind,
    asker: ada,
    owner: ada,
    group,
    note: { expiry: "2036-01-01", description: "two = three\n100 % 細胞" },
    images: Object.keys(images).map((id) => ({
      id: Number(id) as ImageId,
      name: `image ${id}`,
      fileset: Number(id) as FilesetId,
      owner: ada,
      groupId: group.id,
      archivedBefore: false,
    })),
    files: [...files].map(
      ([id, of]): DraftFile => ({
        key: { kind: "managed", id },
        path: `/OMERO/ManagedRepository/ada_7/${id}.tif`,
        size: id * 10,
        condition: { is: "ok" },
        images: of,
      }),
    ),
  };
}
