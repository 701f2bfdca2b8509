// The engine as `omero-archiver run` uses it, with a register of its own and nobody to tell.
import { join } from "node:path";
import { parseConfiguration } from "../dist/config/configuration.js";
import { markPlace } from "../dist/engine/data-marker.js";
import { decide } from "../dist/register/decide.js";
import { createJob } from "../dist/register/new-job.js";
import { openRegister } from "../dist/register/register.js";
import { workOff } from "../dist/services/work.js";
import { FileStore } from "../dist/stores/file/file-store.js";
import { initStore } from "../dist/stores/marker.js";

const somebody = { id: 1, omeName: "bench" };

/** Archives files below folder/OMERO/ManagedRepository. @returns ms */
export async function archiveAll(folder, files) {
  const dataDir = join(folder, "OMERO");
  const root = join(folder, "store");
  const place = join(dataDir, "ManagedRepository");
  initStore(root);
  markPlace(dataDir, place);
  const register = await openRegister(`sqlite:${join(folder, "register.db")}`);
  try {
    const created = await createJob(register, jobOf(files), "bench");
    await decide(register, created.jobId, "approve", "bench");
    const store = { type: "file", root, sameFileSystem: "allow" };
    const config = {
      ...parseConfiguration("", "bench"),
      places: {
        dataDir,
        omeroSees: dataDir,
        managedRepository: place,
        files: join(dataDir, "Files"),
        pixels: join(dataDir, "Pixels"),
      },
      store,
    };
    const start = performance.now();
    const result = await workOff(register, config, new FileStore(store), {
      sees: async () => {},
      betweenFiles: async () => {},
    });
    const ms = performance.now() - start;
    if (result.archived !== files.length)
      throw new Error(`${result.archived} of ${files.length}: ${JSON.stringify(result).slice(0, 500)}`);
    return ms;
  } finally {
    await register.destroy();
  }
}

function jobOf(files) {
  return {
    kind: "archive",
    asker: somebody,
    owner: somebody,
    group: { id: 1, name: "bench" },
    note: {},
    images: files.map((_, i) => ({
      id: i + 1,
      name: `image ${i}`,
      owner: somebody,
      groupId: 1,
      archivedBefore: false,
    })),
    files: files.map(({ path, size, sha1 }, i) => ({
      key: { kind: "managed", id: i + 1 },
      path,
      size,
      recorded: { algorithm: "SHA1-160", digest: sha1 },
      condition: { is: "ok" },
      images: [i + 1],
    })),
  };
}
