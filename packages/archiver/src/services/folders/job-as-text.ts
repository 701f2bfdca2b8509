import { fileOf, imageOf, infoOf } from "../../records/job-as-file.js";
import { fileLine, imageLine, infoText } from "../../records/job-file.js";
import { pagesOfFiles } from "../../register/files.js";
import { imagesOfJob, type Job } from "../../register/jobs.js";
import type { Register } from "../../register/register.js";

/** A job file's text, piece by piece: a job may have any number of files. @param email the asker's, where it is known */
export async function* jobAsText(register: Register, job: Job, email?: string): AsyncGenerator<string> {
  const causes: string[] = [];
  if (job.counts.failed > 0)
    for await (const page of pagesOfFiles(register, job.id))
      for (const { path, condition } of page)
        if (condition.is === "failed" && causes.length < 10) causes.push(`${path}: ${condition.cause}`);
  yield infoText(infoOf(job, causes, email));
  yield "\n[Images]\n";
  yield (await imagesOfJob(register, job.id)).map((image) => imageLine(imageOf(image))).join("");
  yield "\n[Files]\n";
  for await (const page of pagesOfFiles(register, job.id))
    yield page.map((file) => fileLine(fileOf(job, file))).join("");
}
