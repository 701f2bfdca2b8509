import { join } from "node:path";
import type { OmeroClient } from "@omero-archiver/omero";
import { type Configuration, keepsOneCopyOnly } from "../config/configuration.js";
import { checkAnswers } from "../disk/answers.js";
import { HOME } from "../disk/home.js";
import { readThroughOmero } from "../omero/read-through.js";
import { openWork } from "../register/jobs.js";
import { forgetNews } from "../register/news.js";
import type { Register } from "../register/register.js";
import { rememberStore } from "../register/stores.js";
import { STORE_MARKER } from "../stores/marker.js";
import { openStore } from "../stores/open.js";
import { type FolderSync, joined, syncJobFolders } from "./folders/sync.js";
import { mailNews } from "./mail/mail-news.js";
import { type Mailed, mailedInAll } from "./mail/send.js";
import { inForce } from "./pilot.js";
import { type Recorded, writeRecords } from "./records.js";
import { sweep } from "./sweep.js";
import { type Told, tellOmero } from "./tell.js";
import { type WorkOptions, type WorkResult, workOff } from "./work.js";
import { endLeasesOfTheDead } from "./worker.js";

/** OMERO is told of what is done, and records are written, at most this often (ms), and in the end. */
const TELL_EVERY = 30_000;

/** What a run came to. */
export interface RunResult extends WorkResult {
  readonly done: number;
  readonly told: Told;
  /** The `.ark` records that were written. */
  readonly recorded: Recorded;
  /** What was decided by moving job files, before the run and meanwhile. */
  readonly folders: FolderSync;
  /** Absent: no mail is sent, or another process is at it. */
  readonly mailed?: Mailed;
  /** When an original goes nobody but the store has its bytes. */
  readonly oneCopyOnly: boolean;
  /** Files that are left: not safe yet, or in the hands of another run. */
  readonly left: { readonly files: number; readonly bytes: number };
}

/**
 * Works on approved jobs until nothing is left that can be done now, and tells OMERO. Any number of runs may be at it at the
 * same time.
 * @throws StoreUnavailable, ConfigurationError before anything was begun
 */
export async function run(
  client: OmeroClient,
  register: Register,
  configured: Configuration,
  options: WorkOptions = {},
): Promise<RunResult> {
  const config = await inForce(register, configured);
  for (const place of [config.store?.root, config.places.dataDir])
    if (place !== undefined) await checkAnswers(join(place, HOME, STORE_MARKER), config.noAnswerAfter);
  const store = openStore(config.store);
  await rememberStore(register, { id: store.folder.id, kind: store.kind, root: store.folder.root });
  await endLeasesOfTheDead(register);
  await sweep(register, config, store);
  const before = await syncJobFolders(client, register, config);
  let toldAt = Date.now();
  let mailed: Mailed | undefined;
  const result = await workOff(
    register,
    config,
    store,
    {
      sees: (task) => readThroughOmero(client, task, task.evidence.digests?.sha256 ?? ""),
      betweenFiles: async () => {
        if (Date.now() - toldAt < TELL_EVERY) return;
        toldAt = Date.now();
        await tellOmero(client, register);
        await writeRecords(register, config);
        mailed = mailedInAll(mailed, await mailNews(client, register, config));
      },
    },
    options,
  );
  const ended = {
    told: await tellOmero(client, register),
    recorded: await writeRecords(register, config),
    folders: joined(before, await syncJobFolders(client, register, config)),
  };
  mailed = mailedInAll(mailed, await mailNews(client, register, config));
  // A site that sends no mail now must not send what is old when it begins to.
  if (!config.mail && options.job === undefined) await forgetNews(register);
  return {
    ...result,
    ...ended,
    done: result.archived + result.restored,
    ...(mailed ? { mailed } : {}),
    oneCopyOnly: keepsOneCopyOnly(config),
    left: await openWork(register, options.job),
  };
}
