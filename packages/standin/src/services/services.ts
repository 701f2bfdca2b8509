import { adminService } from "./admin.js";
import { configService } from "./config.js";
import { containerService } from "./container.js";
import { metadataService } from "./metadata.js";
import { pixelsService } from "./pixels.js";
import { queryService } from "./query.js";
import { rawFileStore } from "./raw-file-store.js";
import { rawPixelsStore } from "./raw-pixels-store.js";
import { repositoryInfoService } from "./repository-info.js";
import { roiService } from "./roi.js";
import { scriptService } from "./script.js";
import type { Service } from "./service.js";
import { sessionService } from "./session.js";
import { sharedResources } from "./shared-resources.js";
import { typesService } from "./types.js";
import { updateService } from "./update.js";

const none: Service = { stateful: false, operations: {} };
const noneStateful: Service = { stateful: true, open: () => ({ operations: {} }) };

/** Every service that OMERO names, by that name; those without operations here say so when they are called. */
const SERVICES: Readonly<Record<string, Service>> = {
  "omero.api.IAdmin": adminService,
  "omero.api.IConfig": configService,
  "omero.api.IContainer": containerService,
  "omero.api.ILdap": none,
  "omero.api.IMetadata": metadataService,
  "omero.api.IPixels": pixelsService,
  "omero.api.IProjection": none,
  "omero.api.IQuery": queryService,
  "omero.api.IRenderingSettings": none,
  "omero.api.IRepositoryInfo": repositoryInfoService,
  "omero.api.IRoi": roiService,
  "omero.api.IScript": scriptService,
  "omero.api.ISession": sessionService,
  "omero.api.IShare": none,
  "omero.api.ITimeline": none,
  "omero.api.ITypes": typesService,
  "omero.api.IUpdate": updateService,
  "omero.api.Exporter": noneStateful,
  "omero.api.JobHandle": noneStateful,
  "omero.api.RawFileStore": rawFileStore,
  "omero.api.RawPixelsStore": rawPixelsStore,
  "omero.api.RenderingEngine": noneStateful,
  "omero.api.Search": noneStateful,
  "omero.api.ThumbnailStore": noneStateful,
  "omero.grid.SharedResources": sharedResources,
};

/** What `getXService` and `createX` of the session hand out, by operation. */
const BY_OPERATION = new Map(Object.entries(SERVICES).map(([name, service]) => [operationFor(name, service), name]));

function operationFor(name: string, service: Service): string {
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (short === "SharedResources") return "sharedResources";
  if (short === "Search") return "createSearchService";
  return service.stateful ? `create${short}` : `get${short.slice(1)}Service`;
}

export function serviceNamed(name: string): Service | undefined {
  return Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
}

/** The name of the service that an operation of the session hands out; undefined for its other operations. */
export function handedOutBy(operation: string): string | undefined {
  return BY_OPERATION.get(operation);
}

/** "omero.api.IQuery" is "::omero::api::IQuery". */
export function interfaceIdOf(name: string): string {
  return `::${name.replaceAll(".", "::")}`;
}
