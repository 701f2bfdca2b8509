import type { Command } from "commander";
import { formatISO9075 } from "date-fns/formatISO9075";
import { finishPilot, PILOT, readiness, startPilot } from "../../services/pilot.js";
import { withOmero, withRegister } from "../../services/site.js";
import { contextOf } from "../context.js";
import { visible } from "../output.js";

const DAYS = PILOT.hold / 86_400_000;

export function pilotCommand(program: Command): void {
  const pilot = program
    .command("pilot")
    .summary("try things out at a new site, with a safety line")
    .description(
      `For a new site: until an administrator ends the pilot, a job has at most ${PILOT.images} images, and replaced originals are held ` +
        `for ${DAYS} days (\`undo\` puts them back at once). Before it ends, images are to be restored once, and ` +
        "`doctor` is to find nothing wrong.",
    );
  pilot
    .command("begin")
    .description("Begins the pilot.")
    .action(async (_options: object, command: Command) => {
      const { config, output, login } = contextOf(command);
      const { pilot, begun } = await withOmero(config, login, (client) =>
        withRegister(config, (register) => startPilot(client, register)),
      );
      output.result({ ...pilot, begun });
      output.say(`In pilot mode ${begun ? "from now on" : `since ${formatISO9075(pilot.since)}`} (${pilot.who}).`);
    });
  pilot
    .command("status")
    .description("Says whether the site is in pilot mode, and what is missing before it may end.")
    .action(async (_options: object, command: Command) => {
      const { config, output, login } = contextOf(command);
      const ready = await withRegister(config, (register) => readiness(register, config, login));
      output.result(ready);
      if (!ready.pilot) return output.say("Not in pilot mode.");
      output.say(`In pilot mode since ${formatISO9075(ready.pilot.since)} (${ready.pilot.who}).`);
      output.say(
        `Restore drill: ${ready.restoreDrill ? "done" : "to be done: archive a few images, and restore some"}.`,
      );
      for (const { about, what } of ready.wrong) output.say(`\`doctor\` finds wrong: ${about}: ${visible(what)}`);
    });
  pilot
    .command("end")
    .description("Ends the pilot, if images were restored and `doctor` finds nothing wrong.")
    .option("--reason <text>", "end it in spite of what is missing, and why, for the record")
    .action(async ({ reason }: { reason?: string }, command: Command) => {
      const { config, output, login } = contextOf(command);
      await withOmero(config, login, (client) =>
        withRegister(config, async (register) =>
          finishPilot(client, register, await readiness(register, config, login), reason),
        ),
      );
      output.result({ ended: true });
      output.say("The pilot is over.");
    });
}
