import { statfsSync } from "node:fs";
import { serverError } from "../errors.js";
import type { Operations, Service } from "./service.js";

/** How much room there is for OMERO's data; what OMERO has stopped counting is refused as it does. */
const operations: Operations = {
  getFreeSpaceInKilobytes: ({ backend }) => {
    const { bavail, bsize } = statfsSync(backend.data.path);
    return Math.floor((bavail * bsize) / 1024);
  },
  getUsedSpaceInKilobytes: removed,
  getUsageFraction: removed,
};

export const repositoryInfoService: Service = { stateful: false, operations };

function removed(): never {
  throw serverError(
    "InternalException",
    "This UNSAFE method has been deprecated. Server side functionality has been REMOVED.",
  );
}
