import type { Generated } from "kysely";
import type { FileKind, FileStep } from "../domain/files.js";
import type { JobKind, JobState } from "../domain/jobs.js";
import type { MailSubject } from "../domain/mail.js";
import type { WantedTag } from "../domain/tags.js";

/** The register's tables. Times are ms since 1970; flags 0 or 1; evidence JSON text. Only what SQLite and PostgreSQL both have. */
export interface Tables {
  job: JobTable;
  job_image: JobImageTable;
  job_file: JobFileTable;
  image: ImageTable;
  file: FileTable;
  file_image: FileImageTable;
  copy: CopyTable;
  store: StoreTable;
  audit: AuditTable;
  counter: CounterTable;
  pilot: PilotTable;
  lease: LeaseTable;
  progress: ProgressTable;
  job_folder: JobFolderTable;
  news: NewsTable;
  mail: MailTable;
  mail_server: MailServerTable;
}

export interface JobTable {
  id: Generated<number>;
  kind: JobKind;
  state: JobState;
  asker_id: number;
  asker_name: string;
  owner_id: number;
  owner_name: string;
  group_id: number;
  group_name: string;
  expiry: string | null;
  description: string | null;
  created_at: number;
  ended_at: number | null;
  /** Kept up to date with each file, so that no listing ever counts. */
  files: number;
  done: number;
  failed: number;
  passed_over: number;
  bytes: number;
  bytes_done: number;
}

/** `ours` 0: another job has the image; this one does not touch it. */
export interface JobImageTable {
  job_id: number;
  image_id: number;
  ours: number;
}

export interface JobFileTable {
  job_id: number;
  file: string;
}

export interface ImageTable {
  id: number;
  name: string;
  project: string | null;
  dataset: string | null;
  fileset_id: number | null;
  owner_id: number;
  owner_name: string;
  group_id: number;
  asker_id: number;
  asker_name: string;
  /** `Image.archived` as it was before us. */
  archived_before: number;
  wanted_tag: WantedTag;
  /** 1: OMERO has still to be told. */
  untold: number;
}

export interface FileTable {
  /** `managed:12` */
  key: string;
  kind: FileKind;
  path: string;
  size: number;
  recorded_algorithm: string | null;
  recorded_digest: string | null;
  step: FileStep;
  condition: "ok" | "failed" | "ignored" | "missing";
  cause: string | null;
  evidence: string;
  /** What an administrator said it has to have, whatever OMERO recorded. */
  accepted_sha256: string | null;
  /** The job that holds the file; null when none is open. */
  job_id: number | null;
  /** 1: waits for a worker. */
  queued: number;
  claim_token: number;
  claim_worker: string | null;
  /** 0: not claimed. */
  lease_until: number;
  /** 1: its record on the disk is behind. */
  unrecorded: Generated<number>;
  /** When it was last archived or restored; ms since 1970. */
  ended_at: number | null;
}

export interface FileImageTable {
  file: string;
  image_id: number;
}

export interface CopyTable {
  file: string;
  store_id: string;
  path: string;
  sha256: string;
  size: number;
  verified_how: string;
  verified_at: number;
}

export interface StoreTable {
  id: string;
  kind: string;
  root: string;
  made_at: number;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  who: string;
  what: string;
  /** `job 3`, `file managed:12`, `image 7` */
  subject: string;
  why: string | null;
}

export interface CounterTable {
  name: string;
  value: number;
}

/** At most one row: the site is in pilot mode. */
export interface PilotTable {
  id: number;
  since: number;
  who: string;
}

/** Something that only one may do at a time, and who does it. */
export interface LeaseTable {
  name: string;
  worker: string;
  /** ms since 1970 */
  until: number;
}

/** Bytes that a worker has passed of files that it has in hand. */
export interface ProgressTable {
  worker: string;
  bytes: number;
  /** When it said so; ms since 1970. */
  at: number;
}

/** A job's file in the folders, as it was last written: where, and what the job was like then. */
export interface JobFolderTable {
  job_id: number;
  name: string;
  folder: string;
  /** Where it was before: its move may have been cut off. */
  coming_from: string | null;
  state: JobState;
  done: number;
  failed: number;
  passed_over: number;
}

/** What has happened to a job, of which mails are still to be written. */
export interface NewsTable {
  id: Generated<number>;
  job_id: number;
  about: MailSubject;
  who: string;
  why: string | null;
  at: number;
}

/** A mail to one address. */
export interface MailTable {
  id: Generated<number>;
  about: MailSubject;
  /** The job whose file goes with it; null: it is about several. */
  job_id: number | null;
  address: string;
  subject: string;
  body: string;
  at: number;
  state: "waiting" | "sent" | "refused";
  /** It waits at least until then; ms since 1970. */
  next_try_at: Generated<number>;
  /** Why it was not sent when that was tried last. */
  trouble: string | null;
}

/** At most one row: the mail server was away, and is not tried again before a time. */
export interface MailServerTable {
  id: number;
  next_try_at: number;
  trouble: string;
}
