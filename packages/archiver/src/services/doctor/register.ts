import type { Configuration } from "../../config/configuration.js";
import { type Finding, ok, warning } from "../../domain/findings.js";
import { untoldImages } from "../../register/images.js";
import { listJobs, openWork } from "../../register/jobs.js";
import type { Register } from "../../register/register.js";
import { freeSpace } from "./free-space.js";

const MOST = 1_000;

/** What the register says is waiting for somebody. */
export async function lookAtRegister(register: Register, { store }: Configuration): Promise<Finding[]> {
  const failed = await listJobs(register, { states: ["Error"], limit: MOST });
  const untold = await untoldImages(register, { limit: MOST });
  const { bytes } = await openWork(register);
  return [
    ok("register", "it opens, and is up to date"),
    ...(failed.length > 0
      ? [warning("jobs", `${failed.length} ended in Error`, "`jobs show` tells why, `jobs restart` begins again")]
      : []),
    ...(untold.length > 0
      ? [
          warning(
            "tags",
            `OMERO has not been told yet of ${untold.length} image(s)`,
            "`cycle`, or `tags repair`, tells it",
          ),
        ]
      : []),
    ...(store ? freeSpace("store", store.root, bytes) : []),
  ];
}
