import { serverError } from "../errors.js";
import { rtime } from "../values.js";
import { isOfClients } from "./configuration.js";
import { requireSystem } from "./roles.js";
import type { Operations, Service } from "./service.js";

const operations: Operations = {
  getVersion: ({ backend }) => backend.configuration.version,
  getDatabaseUuid: ({ backend }) => backend.configuration.databaseUuid,
  getServerTime: () => rtime(Date.now()),
  getDatabaseTime: () => rtime(Date.now()),

  getConfigValue: ({ backend, viewer }, key: string) => {
    if (!viewer.isAdmin && !backend.configuration.isPublic(key)) {
      throw serverError("SecurityViolation", `Cannot read configuration: ${key}`);
    }
    return backend.configuration.get(key);
  },

  /** Of what the caller may read. */
  getConfigValues: ({ backend: { configuration }, viewer }, keyPattern: string) => {
    const pattern = patternOf(keyPattern);
    const readable = (key: string) => viewer.isAdmin || configuration.isPublic(key);
    return new Map([...configuration.values()].filter(([key]) => pattern.test(key) && readable(key)));
  },

  getConfigDefaults: (call) => {
    requireSystem(call);
    return call.backend.configuration.defaults();
  },

  getClientConfigValues: ({ backend }) => ofClients(backend.configuration.values()),
  getClientConfigDefaults: ({ backend }) => ofClients(backend.configuration.defaults()),

  setConfigValue: (call, key: string, value: string) => {
    requireSystem(call);
    call.backend.configuration.set(key, value);
  },

  setConfigValueIfEquals: (call, key: string, value: string, test: string) => {
    requireSystem(call);
    if (call.backend.configuration.get(key) !== test) return false;
    call.backend.configuration.set(key, value);
    return true;
  },
};

export const configService: Service = { stateful: false, operations };

function ofClients(values: Map<string, string>): Map<string, string> {
  return new Map([...values].filter(([key]) => isOfClients(key)));
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    throw serverError("ApiUsageException", `No pattern for keys: ${text} (${(cause as Error).message})`);
  }
}
