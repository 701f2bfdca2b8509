import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import type { Finding } from "../domain/findings.js";
import type { JobId } from "../domain/ids.js";
import { imagesInJob, jobById } from "../register/jobs.js";
import { beginPilot, endPilot, type Pilot, pilotOf, restoredSince } from "../register/pilot.js";
import type { Register } from "../register/register.js";
import { checkIsAdmin, NotAllowed } from "./administrator.js";
import { examine } from "./doctor/doctor.js";
import type { LoginChoice } from "./site.js";

/** While a site tries things out: images in a job at most, and how long (ms) originals are held at least. */
export const PILOT = { images: 10, hold: 30 * 86_400_000 } as const;

/** Something is missing before the pilot may end. */
export class PilotNotOver extends Error {
  override readonly name = "PilotNotOver";
}

/** The configuration as it holds at present: in pilot mode originals are held for a while, whatever the site has set. */
export async function inForce(register: Register, config: Configuration): Promise<Configuration> {
  return (await pilotOf(register)) ? { ...config, hold: Math.max(config.hold, PILOT.hold) } : config;
}

/** In pilot mode jobs are small. @throws NotAllowed */
export async function checkPilot(register: Register, jobs: readonly JobId[]): Promise<void> {
  if (!(await pilotOf(register))) return;
  for (const jobId of jobs) {
    const { kind } = await jobById(register, jobId);
    const images = await imagesInJob(register, jobId);
    if (kind === "archive" && images > PILOT.images)
      throw new NotAllowed(
        `job ${jobId} has ${images} images, and in pilot mode a job may have ${PILOT.images}: decline it, and let fewer be asked for at a time, or end the pilot`,
      );
  }
}

export async function startPilot(client: OmeroClient, register: Register): Promise<{ pilot: Pilot; begun: boolean }> {
  const begun = await beginPilot(register, await checkIsAdmin(client, "begin the pilot"));
  return { begun, pilot: (await pilotOf(register)) as Pilot };
}

/** What a site has to have shown before its pilot may end. */
export interface Readiness {
  readonly pilot?: Pilot;
  /** A job has brought images back since the pilot began. */
  readonly restoreDrill: boolean;
  /** What the doctor finds wrong now. */
  readonly wrong: readonly Finding[];
}

export async function readiness(register: Register, config: Configuration, login: LoginChoice): Promise<Readiness> {
  const pilot = await pilotOf(register);
  const wrong: Finding[] = [];
  for await (const finding of examine(config, login)) if (finding.is === "failed") wrong.push(finding);
  return { ...(pilot ? { pilot } : {}), restoreDrill: await restoredSince(register, pilot?.since ?? 0), wrong };
}

/**
 * Ends the pilot: by an administrator, after a restore drill, when the doctor finds nothing wrong; or without, with a reason.
 * @throws NotAllowed, PilotNotOver
 */
export async function finishPilot(
  client: OmeroClient,
  register: Register,
  { pilot, restoreDrill, wrong }: Readiness,
  anyway?: string,
): Promise<void> {
  const who = await checkIsAdmin(client, "end the pilot");
  if (!pilot) throw new PilotNotOver("there is no pilot to end");
  const missing = [
    ...(restoreDrill ? [] : ["no images were restored yet: archive a few, and bring some back by `restore`"]),
    ...wrong.map(({ about, what }) => `\`doctor\` finds wrong: ${about}: ${what}`),
  ].join("; ");
  if (missing !== "" && anyway === undefined)
    throw new PilotNotOver(`the pilot can't end yet: ${missing} (or end it anyway, with --reason)`);
  await endPilot(register, who, missing === "" ? anyway : `${anyway} (in spite of: ${missing})`);
}
