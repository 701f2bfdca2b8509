import type { Command } from "commander";
import { cycle } from "../../services/cycle.js";
import { withOmero, withRegister } from "../../services/site.js";
import { contextOf, Failed } from "../context.js";
import { stopSignal } from "../interrupt.js";
import type { Output } from "../output.js";
import { progressFor } from "../progress.js";
import { tell } from "./run.js";
import { tellScan } from "./scan.js";

export function cycleCommand(program: Command): void {
  program
    .command("cycle")
    .summary("what is to be done every day, for cron and systemd")
    .description(
      "Scans, works on approved jobs and on files that waited for their store, and ends. May be started while another is at " +
        "work: a scan is made by one at a time, work is shared. A process that has died holds nobody up; there is no PID file.",
    )
    .addHelpText(
      "after",
      "\nExample, in a crontab:\n  10 4 * * *  omero-archiver --config /etc/omero-archiver.yaml cycle\n",
    )
    .action(async (_options: object, command: Command) => {
      const { config, output, login } = contextOf(command);
      const result = await withOmero(config, login, (client) =>
        withRegister(config, (register) =>
          cycle(client, register, config, { signal: stopSignal(), progress: progressFor(process.stderr, output.json) }),
        ),
      );
      output.result(result);
      // One document is out already; what both have to say is for eyes, and for standard error.
      const eyes: Output = { ...output, result: () => {} };
      let failed = false;
      for (const part of [
        () =>
          "leftTo" in result.scan
            ? output.say(`Another scan is at work (${result.scan.leftTo.worker}).`)
            : tellScan(eyes, result.scan.done),
        () => tell(eyes, result.run),
      ])
        try {
          part();
        } catch (error) {
          if (!(error instanceof Failed)) throw error;
          failed = true;
        }
      if (failed) throw new Failed();
    });
}
