import type { Configuration } from "../../config/configuration.js";
import { type Finding, failed, notTried } from "../../domain/findings.js";
import { type LoginChoice, logIn, withRegister } from "../site.js";
import { lookAtFolders } from "./folders.js";
import { lookAtMail } from "./mail.js";
import { lookAtOmero, lookAtSomeFiles, lookAtTransport } from "./omero.js";
import { lookAtPlaces } from "./places.js";
import { lookAtRegister } from "./register.js";
import { lookAtStore } from "./store.js";

/**
 * Looks at all that a site needs, each thing by trying it, however many of them are wrong. Small files are written and removed
 * again where copies and links will be; nothing else is changed.
 */
export async function* examine(config: Configuration, login: LoginChoice): AsyncGenerator<Finding> {
  yield* lookAtTransport(config);
  yield* throughOmero(config, login);
  yield* lookAtPlaces(config);
  yield* lookAtStore(config);
  yield* lookAtFolders(config);
  yield* lookAtMail(config);
  try {
    yield* await withRegister(config, (register) => lookAtRegister(register, config));
  } catch (error) {
    yield failed("register", (error as Error).message);
  }
}

async function* throughOmero(config: Configuration, login: LoginChoice): AsyncGenerator<Finding> {
  let client: Awaited<ReturnType<typeof logIn>>;
  try {
    client = await logIn(config, login);
  } catch (error) {
    yield failed("login", (error as Error).message);
    yield notTried("privileges, clock, files by their names in OMERO", "there is no login");
    return;
  }
  try {
    yield* lookAtOmero(client);
    yield await lookAtSomeFiles(client, config.places);
  } finally {
    await client.close();
  }
}

/** Whether nothing is wrong that was looked at. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ is }) => is !== "failed");
}
