import type { Command } from "commander";
import { readPassword } from "../../config/configuration.js";
import { WrongWords } from "../../omero/objects.js";
import type { Check } from "../../services/selftest/checks.js";
import { selftest } from "../../services/selftest/selftest.js";
import { complainOf, contextOf } from "../context.js";
import { stopSignal } from "../interrupt.js";

export function selftestCommand(program: Command): void {
  program
    .command("selftest")
    .summary("try everything on your OMERO.server, with images of its own")
    .description(
      "Plays archive stories on the configured OMERO.server, in users, groups and small images that it makes and removes itself: logging " +
        "in, acting as others, tags in every kind of group, queries; and, where it runs on a machine that sees that server's data " +
        "directory (as the user that OMERO.server runs as), archiving and restoring, with digests before and after. Nothing of the site's " +
        "is touched: register, store, job folders and records are its own. One selftest at a time, and not while a scan is due.",
    )
    .requiredOption(
      "--user <name>",
      "an administrator: full, or with the privileges Sudo, ModifyUser, ModifyGroup and ModifyGroupMembership",
    )
    .option(
      "--password-file <file>",
      "their password, in a file that only you can read (default: $OMERO_ARCHIVER_PASSWORD)",
    )
    .option(
      "--store <folder>",
      "a folder, seen by OMERO.server at the same path, to put the copies into (default: dataDir)",
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ omero-archiver selftest --user root --password-file root.password --store /archive\n" +
        "\nOMERO lets no user or group go that its log of events names: they stay, named omero-archiver-selftest-…, switched off, and\n" +
        "the next selftest takes them up again. So does it with whatever one that was killed has left.\n",
    )
    .action(async (options: { user: string; passwordFile?: string; store?: string }, command: Command) => {
      const { config, output, login } = contextOf(command);
      if (login === "stored")
        throw new WrongWords("a selftest sets passwords, which needs a login by password: --user, not --login stored");
      const { user } = options;
      // The configured user's password is good for nobody else.
      const passwordFile = options.passwordFile ?? (user === config.omero.user ? config.omero.passwordFile : undefined);
      const password = readPassword(passwordFile === undefined ? {} : { passwordFile });
      const result = await selftest(config, {
        login: { user, password },
        ...(options.store === undefined ? {} : { storeIn: options.store }),
        signal: stopSignal(),
        tell: (check) => output.say(line(check)),
      });
      output.result(result);
      if (result.stay.length > 0)
        output.say(`Stay in OMERO, switched off, as its log of events names them: ${result.stay.join(", ")}`);
      const failed = result.checks.filter(({ outcome }) => outcome.is === "failed");
      complainOf(output, failed.length === 0 ? [] : [`${failed.length} of ${result.checks.length} checks have failed`]);
    });
}

function line({ story, name, outcome }: Check): string {
  const because = outcome.is === "failed" ? outcome.cause : outcome.is === "not tried" ? outcome.why : undefined;
  return `${outcome.is.padEnd(9)}  ${story}: ${name}${because === undefined ? "" : ` (${because})`}`;
}
