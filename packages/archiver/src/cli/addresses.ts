import { InvalidArgumentError } from "commander";
import { isMailAddress } from "../domain/mail-address.js";

/** Mail addresses on a command line, one a word. */
export function addresses(value: string, earlier: string[] = []): string[] {
  if (!isMailAddress(value)) throw new InvalidArgumentError("A mail address such as ada@example.org is wanted.");
  return [...earlier, value];
}
