import { load } from "../query/index.js";
import { ALL_GROUPS } from "../sessions/viewer-of.js";
import type { Row } from "../store/store.js";
import { repositoryService } from "./repository/repository.js";
import type { Call, Operations, Service } from "./service.js";

const MANAGED = "ManagedRepository";
const SCRIPTS = "scripts";

/** Repositories; tables and scripts' processors are not to be had here. */
const operations: Operations = {
  areTablesEnabled: () => false,
  getScriptRepository: (call) => {
    const [row] = call.backend.store.where("OriginalFile", { mimetype: "Repository", name: SCRIPTS });
    return row === undefined ? null : proxyOf(call, row);
  },
  repositories: (call) => {
    const rows = call.backend.store.where("OriginalFile", { mimetype: "Repository" });
    const ids = rows.map((row) => Number(row.id));
    return {
      descriptions: load(call.backend.store, "OriginalFile", ids, { ...call.viewer, callGroup: ALL_GROUPS }),
      proxies: rows.map((row) => proxyOf(call, row)),
    };
  },
};

export const sharedResources: Service = { stateful: false, operations };

function proxyOf(call: Call, row: Row) {
  const type = row.name === MANAGED ? "omero.grid.ManagedRepository" : "omero.grid.Repository";
  return call.serve(type, repositoryService(row), String(row.name));
}
