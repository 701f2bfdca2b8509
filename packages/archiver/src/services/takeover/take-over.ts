import { existsSync } from "node:fs";
import type { OmeroClient } from "@omero-archiver/omero";
import { type Configuration, ConfigurationError } from "../../config/configuration.js";
import type { ExperimenterId, ImageId, JobId, Person } from "../../domain/ids.js";
import type { DraftFile, DraftImage, JobDraft } from "../../domain/jobs.js";
import { type Component, closure } from "../../omero/closure.js";
import { grouped } from "../../omero/collections.js";
import { containers } from "../../omero/containers.js";
import { draftFiles, UnseenFile } from "../../omero/disk.js";
import { topOf, UnsafePath } from "../../omero/paths.js";
import { userNames } from "../../omero/people.js";
import { askerIn, stateLinks } from "../../omero/tags.js";
import type { ArkRecord } from "../../records/ark.js";
import type { Register } from "../../register/register.js";
import { rememberStore } from "../../register/stores.js";
import { type FoundArchived, type FoundOpen, takeInArchived, takeInJob } from "../../register/take-in.js";
import { openStore } from "../../stores/open.js";
import type { Store } from "../../stores/store.js";
import { checkIsAdmin } from "../administrator.js";
import { JobFolders } from "../folders/job-folders.js";
import { syncJobFolders } from "../folders/sync.js";
import { type Recorded, writeRecords } from "../records.js";
import { type Told, tellOmero } from "../tell.js";
import { type Found, look } from "./evidence.js";
import { claimedArchived, jobsIn, type LeftJob, recordOf, recordsBelow } from "./left-behind.js";
import { checkPrototypeIsOver } from "./prototype-lives.js";

/** From what the register is made: an installation of the prototype's, or what our own register left when it was lost. */
export type TakeOverFrom = "prototype" | "records";

/** What a take-over found, and did, where it was no dry run. */
export interface TakenOver {
  readonly dryRun: boolean;
  /** Files that are archived: link, copy and digests agree. */
  readonly archived: { readonly files: number; readonly bytes: number };
  /** Originals beside which there is a copy that the next run compares. */
  readonly copied: number;
  /** Originals without a whole copy. */
  readonly online: number;
  readonly jobs: readonly {
    readonly jobId?: JobId;
    readonly from: string;
    readonly as: string;
    readonly images: number;
  }[];
  /** What can't be trusted, and why. */
  readonly untrusted: readonly string[];
  readonly told?: Told;
  readonly recorded?: Recorded;
}

/** A component of OMERO's with what was found of each of its files. */
interface Seen {
  readonly images: readonly DraftImage[];
  readonly group: JobDraft["group"];
  readonly files: readonly { readonly file: DraftFile; readonly found: Found }[];
}

/**
 * Takes over what another system, or a lost register, has left. Decides by links, copies and digests; tags, records, states and
 * registers only say where to look. May be cut off and run again: what the register knows already stays as it is.
 * @throws PrototypeLives, NotAllowed, StoreUnavailable
 */
export async function takeOver(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  from: TakeOverFrom,
  dryRun: boolean,
): Promise<TakenOver> {
  const who = await checkIsAdmin(client, "take over an installation");
  const { jobs, records } = config;
  if (jobs === false || records === false)
    throw new ConfigurationError("set jobs and records to where the installation has its job folders and records");
  if (from === "prototype") checkPrototypeIsOver(jobs);
  const store = openStore(config.store);
  const disk = existsSync(jobs) ? new JobFolders(jobs) : undefined;
  try {
    const takeover = new TakeOver(client, register, config, store, records, from, dryRun, `${who} (register ${from})`);
    return await takeover.work(disk);
  } finally {
    disk?.close();
  }
}

class TakeOver {
  private readonly untrusted: string[] = [];
  private readonly jobs: { jobId?: JobId; from: string; as: string; images: number }[] = [];
  private readonly counts = { archived: { files: 0, bytes: 0 }, copied: 0, online: 0 };
  private readonly complain = (text: string) => void this.untrusted.push(text);

  constructor(
    private readonly client: OmeroClient,
    private readonly register: Register,
    private readonly config: Configuration,
    private readonly store: Store,
    private readonly records: string,
    private readonly from: TakeOverFrom,
    private readonly dryRun: boolean,
    private readonly who: string,
  ) {}

  async work(disk: JobFolders | undefined): Promise<TakenOver> {
    const left = disk ? jobsIn(disk, this.complain) : [];
    const tagged = new Map<ImageId, Person>();
    for await (const link of stateLinks(this.client))
      tagged.set(link.imageId, askerIn(link.description) ?? { id: link.ownerId, omeName: "" });
    const start = new Set<number>([...tagged.keys(), ...left.flatMap(({ file }) => file.images.map(({ id }) => id))]);
    const before = new Map<number, boolean>();
    for (const { image, own } of recordsBelow(this.records, this.complain)) {
      for (const id of own?.images ?? (image === undefined ? [] : [image])) start.add(id);
      for (const id of own?.images ?? []) before.set(id, own?.archivedBefore.includes(id) ?? false);
    }
    const seen: Seen[] = [];
    for (const component of await closure(this.client, start as Set<ImageId>)) {
      const one = await this.look(component, before);
      if (one) seen.push(one);
    }
    this.checkClaims(seen, start);
    const people = await userNames(
      this.client,
      [...tagged.values(), ...left.map(({ file }) => ({ id: file.info.askerId as ExperimenterId }))].map(
        ({ id }) => id,
      ),
    );
    if (!this.dryRun) {
      const { folder, kind } = this.store;
      await rememberStore(this.register, { id: folder.id, kind, root: folder.root });
      for (const one of seen) await this.takeInArchived(one, tagged);
    }
    await this.takeInJobs(seen, left, tagged, people, disk);
    const result = { dryRun: this.dryRun, ...this.counts, jobs: this.jobs, untrusted: this.untrusted };
    if (this.dryRun) return result;
    const told = await tellOmero(this.client, this.register);
    const recorded = await writeRecords(this.register, this.config);
    const { complaints } = await syncJobFolders(this.client, this.register, this.config);
    return { ...result, untrusted: [...this.untrusted, ...complaints], told, recorded };
  }

  private async look(component: Component, before: ReadonlyMap<number, boolean>): Promise<Seen | undefined> {
    let files: DraftFile[];
    try {
      files = await draftFiles(this.config.places, component);
    } catch (error) {
      if (!(error instanceof UnsafePath || error instanceof UnseenFile)) throw error;
      this.complain(error.message);
      return undefined;
    }
    const { root } = this.store.folder;
    const roots = [...new Set([root, this.config.store?.omeroSees ?? root])];
    const found: { file: DraftFile; found: Found }[] = [];
    for (const file of files) {
      const record: ArkRecord | undefined = recordOf(this.records, file.path, this.complain);
      const top = topOf(this.config.places, file.key);
      const what = await look(this.store, roots, top, file, record, this.from === "records");
      found.push({ file, found: what });
      if (what.is === "unsafe") this.complain(`${file.path}: ${what.why}`);
      if (what.is === "archived" && what.doubt) this.complain(`${file.path}: ${what.doubt}`);
      if (what.is === "archived") {
        this.counts.archived.files++;
        this.counts.archived.bytes += what.evidence.size ?? 0;
      } else if (what.is === "copied" || what.is === "online") this.counts[what.is]++;
    }
    const [first] = component.images;
    if (!first) return undefined;
    const ids = component.images.map(({ id }) => id);
    const where = await containers(this.client, ids);
    return {
      group: { id: first.groupId, name: first.groupName },
      files: found,
      images: component.images.map(({ id, name, owner, groupId, fileset, archived }) => ({
        ...{ id, name, owner, groupId, ...where.get(id) },
        ...(fileset === undefined ? {} : { fileset }),
        archivedBefore: before.get(id) ?? archived,
      })),
    };
  }

  /** What registers and images name that is not so. */
  private checkClaims(seen: readonly Seen[], start: ReadonlySet<number>): void {
    const there = new Set(seen.flatMap(({ images }) => images.map(({ id }): number => id)));
    const gone = [...start].filter((id) => !there.has(id));
    if (gone.length > 0)
      this.complain(`records or job files name images that OMERO does not have: ${gone.slice(0, 20).join(", ")}`);
    const claimed = claimedArchived(this.config.archiveDir);
    for (const { files } of seen)
      for (const { file, found } of files)
        if (claimed.delete(file.path) && found.is !== "archived" && found.is !== "unsafe")
          this.complain(`${file.path} is not archived, although the register file of the archived says so`);
    if (claimed.size > 0)
      this.complain(
        `the register file of the archived names ${claimed.size} path(s) that no image here needs: ${[...claimed].slice(0, 5).join(", ")}`,
      );
  }

  private async takeInArchived(one: Seen, tagged: ReadonlyMap<ImageId, Person>): Promise<void> {
    const archived = one.files.flatMap(({ file, found }): FoundArchived[] =>
      found.is === "archived" ? [{ file: { ...file, condition: { is: "ok" } }, evidence: found.evidence }] : [],
    );
    const others = one.files.flatMap(({ file, found }) =>
      found.is === "archived" || found.is === "passed over" ? [] : [file],
    );
    const [first] = one.images;
    if (archived.length === 0 || !first) return;
    const asker = one.images.map(({ id }) => tagged.get(id)).find((person) => person) ?? first.owner;
    await takeInArchived(this.register, one.images, archived, others, asker, this.who);
  }

  /** What is not archived whole goes into jobs: those that the folders hold, and new ones for images that are only tagged. */
  private async takeInJobs(
    seen: readonly Seen[],
    left: readonly LeftJob[],
    tagged: ReadonlyMap<ImageId, Person>,
    people: ReadonlyMap<ExperimenterId, string>,
    disk: JobFolders | undefined,
  ): Promise<void> {
    const jobOf = new Map<number, LeftJob>();
    for (const job of left)
      if (job.folder !== "Finished") for (const { id, ours } of job.file.images) if (ours) jobOf.set(id, job);
    const open = seen.filter(({ files }) =>
      files.some(({ found }) => found.is !== "archived" && found.is !== "passed over"),
    );
    const wanted = open.flatMap((one) => {
      const job = one.images.map(({ id }) => jobOf.get(id)).find((job) => job);
      const asker = one.images.map(({ id }) => tagged.get(id)).find((person) => person);
      return job || asker ? [{ one, job, asker }] : [];
    });
    const key = ({ one, job }: (typeof wanted)[number]) =>
      `${job ? `${job.folder}/${job.name}` : ""} ${one.images[0]?.owner.id} ${one.group.id}`;
    const used = new Set<LeftJob>();
    for (const parts of grouped(wanted, key).values()) {
      const [{ job, asker, one }] = parts;
      const owner = one.images[0]?.owner as Person;
      const id = (job?.file.info.askerId ?? asker?.id ?? owner.id) as ExperimenterId;
      const name = people.get(id);
      const agrees = !job || this.agrees(job, owner, one.group.id, name !== undefined);
      const by = name === undefined ? owner : { id, omeName: name };
      await this.takeInJob(
        parts.map((part) => part.one),
        by,
        owner,
        job,
        agrees,
        used,
      );
    }
    for (const job of left) {
      if (used.has(job) || job.folder === "Finished" || job.file.images.length === 0) continue;
      // All of it is archived, or gone: nothing is left to be done.
      this.jobs.push({ from: `${job.folder}/${job.name}`, as: "Finished", images: job.file.images.length });
      if (!this.dryRun && disk && disk.where(job.name).length === 1) disk.move(job.folder, job.name, "Finished");
    }
  }

  private agrees({ folder, name, file }: LeftJob, owner: Person, group: number, askerKnown: boolean): boolean {
    const { userId, groupId, askerId } = file.info;
    const wrong = [
      ...(userId === owner.id ? [] : [`its images are ${owner.omeName}'s (user ${owner.id}), not user ${userId}'s`]),
      ...(groupId === group ? [] : [`its images are in group ${group}, not in ${groupId}`]),
      ...(askerKnown ? [] : [`user ${askerId}, who asked, is not known to OMERO`]),
    ];
    if (wrong.length > 0)
      this.complain(
        `Job/${folder}/${name} does not agree with OMERO, so it has to be approved anew: ${wrong.join("; ")}`,
      );
    return wrong.length === 0;
  }

  private async takeInJob(
    parts: readonly Seen[],
    asker: Person,
    owner: Person,
    job: LeftJob | undefined,
    agrees: boolean,
    used: Set<LeftJob>,
  ): Promise<void> {
    const files = parts.flatMap((part) => part.files.filter(({ found }) => found.is !== "archived"));
    const notes = job?.file.info.notes;
    const [expiry, description] = [notes?.get("expiry"), notes?.get("description")];
    const draft: JobDraft = {
      kind: "archive",
      asker,
      owner,
      group: (parts[0] as Seen).group,
      note: {
        ...(expiry && /^\d{4}-\d{2}-\d{2}$/.test(expiry) ? { expiry } : {}),
        ...(description ? { description } : {}),
      },
      images: parts.flatMap(({ images }) => images),
      files: parts.flatMap((part) =>
        part.files.map(({ file, found }) => (found.is === "unsafe" ? { ...file, condition: { is: "ok" } } : file)),
      ),
    };
    const folder = agrees ? (job?.folder ?? "New") : "New";
    const as =
      { Approved: "Approved", Running: "Approved", Error: "Error", Declined: "Declined" }[folder as string] ?? "New";
    const from = job ? `${job.folder}/${job.name}` : "tags";
    const known = { from, as, images: draft.images.length };
    const first = job && !used.has(job);
    if (job) used.add(job);
    if (this.dryRun) return void this.jobs.push(known);
    const errors = new Set(job?.file.files.flatMap(({ path, status }) => (status === "Error" ? [path] : [])));
    const cause = job?.file.info.error ?? "it had failed before the take-over";
    const jobId = await takeInJob(
      this.register,
      {
        ...{ draft, from },
        files: files.flatMap((one) => openOf(one, as === "Error" && errors.has(one.file.path) ? cause : undefined)),
        ...(job && first ? { placement: { name: job.name, folder: job.folder } } : {}),
        ...(as === "New" ? {} : { decision: as === "Declined" ? "decline" : "approve" }),
      },
      this.who,
    );
    if (jobId !== undefined) this.jobs.push({ jobId, ...known });
  }
}

function openOf({ file, found }: Seen["files"][number], failed: string | undefined): FoundOpen[] {
  switch (found.is) {
    case "copied":
    case "online":
      return [{ file, step: found.is, evidence: found.evidence, ...(failed === undefined ? {} : { failed }) }];
    case "unsafe":
      return [
        {
          file,
          step: "online",
          evidence: found.linkTarget === undefined ? {} : { linkTarget: found.linkTarget },
          failed: `${found.why}; put the file back in its place, cancel the job, and let it be asked for again`,
        },
      ];
    default:
      return [];
  }
}
