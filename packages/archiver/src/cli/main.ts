import { Command, CommanderError, Option } from "commander";
import { commandsNamed } from "./commands.js";
import { VERSION } from "./version.js";

/** Exit codes: done; something failed, said on stderr, one line a cause; wrong use. */
const FAILED = 1;
const WRONG_USE = 2;

const program = new Command("omero-archiver")
  .description(
    "Takes microscope images out of OMERO's storage into an archive, verified and still reachable from OMERO, and brings them back.",
  )
  .version(VERSION)
  .option("--config <file>", "the configuration (default: $OMERO_ARCHIVER_CONFIG, else ./omero-archiver.yaml)")
  .option("--json", "one JSON document on standard output, for machines")
  .addOption(
    new Option("--login <how>", "as the configured user, or with the login that `omero login` has stored")
      .choices(["configured", "stored"])
      .default("configured"),
  )
  .addHelpText(
    "after",
    "\nThe usual way:\n" +
      "  $ omero-archiver tag Dataset:5 --expiry 10     a scientist asks\n" +
      "  $ omero-archiver scan                          requests become jobs\n" +
      "  $ omero-archiver jobs approve 1                an administrator approves\n" +
      "  $ omero-archiver run                           files are copied, verified and replaced by links\n" +
      "  $ omero-archiver restore Image:7               and back\n" +
      "\nExit codes: 0 done, 1 something failed (said on standard error), 2 wrong use.\n",
  )
  .showHelpAfterError("(say --help for what is possible)")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

for (const add of await commandsNamed(process.argv.slice(2))) add(program);
inherit(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
  } else {
    if ((error as Error).name !== "Failed")
      process.stderr.write(`omero-archiver: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = isWrongUse(error) ? WRONG_USE : FAILED;
  }
}

// Nothing may keep a command that is done. What was printed is out by now: writing to terminals, files and pipes waits on Linux.
process.exit();

/** Subcommands end like the program does: by an exception, not by leaving the process. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}

/** What was typed, or written in the configuration, can't be understood. */
function isWrongUse(error: unknown): boolean {
  return error instanceof Error && ["ConfigurationError", "UnreadableExpiry", "WrongWords"].includes(error.name);
}
