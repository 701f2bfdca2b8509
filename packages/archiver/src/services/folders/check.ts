import type { OmeroClient } from "@omero-archiver/omero";
import { ownedImages } from "../../omero/people.js";
import { shown } from "../../records/ini.js";
import { parseJobFile } from "../../records/job-file.js";
import { pagesOfFiles } from "../../register/files.js";
import { imagesOfJob, type Job } from "../../register/jobs.js";
import type { Register } from "../../register/register.js";

/** A file that is to be approved is not what the job is; nothing is approved by it. */
export class NotTheJob extends Error {
  override readonly name = "NotTheJob";
}

/**
 * That a job file which somebody approves still says what the job is: an edit does not change the job, so whoever made it would
 * get something else than what they approved.
 * @throws NotTheJob, UnreadableRecord
 */
export async function checkSays(register: Register, job: Job, text: string): Promise<void> {
  const { info, images, files } = parseJobFile(text);
  for (const [what, said, is] of [
    ["job", info.job, job.id],
    ["user id", info.userId, job.owner.id],
    ["group id", info.groupId, job.group.id],
    ["owner id", info.askerId, job.asker.id],
  ] as const)
    if (said !== is) throw edited(`its ${what} is ${said ?? "missing"}, and should be ${is}`);
  const stated = images.map(({ id, ours }) => `image ${id}${ours ? "" : " (another job's)"}`);
  const known = (await imagesOfJob(register, job.id)).map(
    ({ id, ours }) => `image ${id}${ours ? "" : " (another job's)"}`,
  );
  checkSame(stated, known);
  const paths: string[] = [];
  for await (const page of pagesOfFiles(register, job.id)) paths.push(...page.map(({ path }) => path));
  checkSame(
    files.map(({ path }) => path),
    paths,
  );
}

function checkSame(stated: readonly string[], known: readonly string[]): void {
  const [said, are] = [new Set(stated), new Set(known)];
  const added = stated.find((one) => !are.has(one));
  if (added !== undefined) throw edited(`it names ${shown(added)}, which the job has not`);
  const gone = known.find((one) => !said.has(one));
  if (gone !== undefined) throw edited(`it does not name ${shown(gone)}, which the job has`);
}

function edited(how: string): NotTheJob {
  return new NotTheJob(
    `the file was edited: ${how}. An edit does not change a job; to archive less, decline it and let it be asked for again`,
  );
}

/** That the images of a job still belong to whom they did when it was made. @throws NotTheJob */
export async function checkOwners(client: OmeroClient, register: Register, job: Job): Promise<void> {
  const images = (await imagesOfJob(register, job.id)).filter(({ ours }) => ours);
  const now = await ownedImages(
    client,
    images.map(({ id }) => id),
  );
  const byId = new Map(now.map((image) => [image.id, image]));
  for (const { id, owner, groupId } of images) {
    const is = byId.get(id);
    if (is && (is.owner.id !== owner.id || is.groupId !== groupId))
      throw new NotTheJob(
        `Image:${id} is ${is.owner.omeName}'s in group ${is.groupId} now, and was ${owner.omeName}'s in group ${groupId} when the job was made: decline it, and let it be asked for again`,
      );
  }
}
