import { OmeroClient } from "@omero-archiver/omero";
import { type Configuration, ConfigurationError, passwordIn, readPassword } from "../config/configuration.js";
import { openRegister, type Register } from "../register/register.js";

/** How a command logs in: as the configured user, or with the login that the OMERO command line has stored. */
export type LoginChoice = "configured" | "stored";

/** A session key for whoever has one already, such as a script that runs within OMERO. */
const SESSION_VARIABLE = "OMERO_ARCHIVER_SESSION";

/**
 * Logs in to the site's OMERO.server.
 * @throws ConfigurationError, and what OmeroClient.connect throws
 */
export async function logIn(
  config: Configuration,
  choice: LoginChoice,
  signal?: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OmeroClient> {
  const { host, port, transport, tls, user } = config.omero;
  const server = { transport, tls, ...(signal ? { signal } : {}) };
  const sessionKey = env[SESSION_VARIABLE];
  if (sessionKey) return OmeroClient.connect({ ...server, host, port, login: { sessionKey } });
  if (choice === "stored")
    return OmeroClient.connect({ ...server, ...(config.file ? { host, port } : {}), login: { stored: true } });
  if (user === undefined) {
    throw new ConfigurationError(
      "no OMERO user: set omero.user in the configuration, or use --login stored after `omero login`",
    );
  }
  return OmeroClient.connect({ ...server, host, port, login: { user, password: readPassword(config.omero, env) } });
}

/** Opens what a piece of work needs, and closes it in the end, whatever happened. */
export async function withOmero<T>(
  config: Configuration,
  choice: LoginChoice,
  work: (client: OmeroClient) => Promise<T>,
): Promise<T> {
  const client = await logIn(config, choice);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Opens the site's register. @throws RegisterUnusable, ConfigurationError */
export async function registerOf(config: Configuration): Promise<Register> {
  const { registerPasswordFile: file, registerTls: tls } = config;
  return openRegister(config.register, {
    ...(file === undefined ? {} : { password: passwordIn(file) }),
    ...(tls ? { tls } : {}),
  });
}

export async function withRegister<T>(config: Configuration, work: (register: Register) => Promise<T>): Promise<T> {
  const register = await registerOf(config);
  try {
    return await work(register);
  } finally {
    await register.destroy();
  }
}
