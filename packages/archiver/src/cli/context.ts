import type { Command } from "commander";
import { type Configuration, readConfiguration } from "../config/configuration.js";
import type { Mailed } from "../services/mail/send.js";
import type { LoginChoice } from "../services/site.js";
import { type Output, processOutput, visible } from "./output.js";

/** What every command is given. */
export interface Context {
  readonly config: Configuration;
  readonly output: Output;
  readonly login: LoginChoice;
}

interface GlobalOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly login: LoginChoice;
}

/** The global options, from wherever on the line they stood. */
export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  return {
    config: readConfiguration(options.config),
    output: processOutput(options.json ?? false),
    login: options.login,
  };
}

/** Something failed, and each cause has been said: ends with 1. */
export class Failed extends Error {
  override readonly name = "Failed";
}

/** An image of which OMERO could not be told. */
export function untold({ image, cause }: { readonly image: number; readonly cause: string }): string {
  return `Image:${image}: its tag could not be written: ${cause}`;
}

/** What people should know of mails; that one can't be sent fails nothing. */
export function warnOfMail(output: Output, mailed: Mailed | undefined): void {
  if (!mailed) return;
  for (const { cause } of mailed.refused) output.complain(visible(cause));
  if (mailed.trouble !== undefined)
    output.complain(`${mailed.waiting} mail(s) are kept, and sent later: ${visible(mailed.trouble)}`);
}

/** Says each failure on stderr; ends the command with 1 if there was any. */
export function complainOf(output: Output, causes: readonly string[]): void {
  for (const cause of causes) output.complain(cause);
  if (causes.length > 0) throw new Failed();
}
