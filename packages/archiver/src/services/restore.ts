import type { OmeroClient } from "@omero-archiver/omero";
import type { ExperimenterId, ImageId, JobId } from "../domain/ids.js";
import type { JobDraft } from "../domain/jobs.js";
import { decide } from "../register/decide.js";
import { archivedClosure } from "../register/files.js";
import { createJob } from "../register/new-job.js";
import type { Register } from "../register/register.js";
import { NotAllowed } from "./administrator.js";

/** What a restore would bring back. */
export interface RestorePlan {
  readonly draft?: JobDraft;
  /** Nothing of them is archived. */
  readonly notArchived: readonly ImageId[];
}

/** Finds the archived files of images, and the other images that come back with them as they share files. */
export async function planRestore(
  client: OmeroClient,
  register: Register,
  images: readonly ImageId[],
): Promise<RestorePlan> {
  const me = await client.whoAmI();
  const found = await archivedClosure(register, images);
  const [first] = found.images;
  const notArchived = images.filter((id) => !found.files.some((file) => file.images.includes(id)));
  if (!first) return { notArchived };
  const mayRestore = me.isAdmin || found.images.every((image) => image.owner.id === me.userId);
  if (!mayRestore)
    throw new NotAllowed(
      `${me.userName} may restore their own images only; these share files with ${found.images.map((image) => image.owner.omeName).join(", ")}'s`,
    );
  const [row] = await client.projection("select g.name from ExperimenterGroup g where g.id = :id", {
    id: first.groupId,
  });
  return {
    notArchived,
    draft: {
      kind: "restore",
      asker: { id: me.userId as ExperimenterId, omeName: me.userName },
      owner: first.owner,
      group: { id: first.groupId, name: String(row?.[0] ?? "") },
      note: {},
      images: found.images,
      files: found.files.map((file) => ({ ...file, condition: { is: "ok" } })),
    },
  };
}

/** Makes a job of a plan, approved by whoever restores. Undefined where other jobs are at work on all of it. */
export async function startRestore(register: Register, draft: JobDraft): Promise<JobId | undefined> {
  const created = await createJob(register, draft, draft.asker.omeName);
  if (!created) return undefined;
  await decide(register, created.jobId, "approve", draft.asker.omeName, "restore asked for");
  return created.jobId;
}
