import type { Command } from "commander";
import type { Finding } from "../../domain/findings.js";
import { examine, isHealthy } from "../../services/doctor/doctor.js";
import { contextOf, Failed } from "../context.js";
import { type Output, visible } from "../output.js";

export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .summary("look at all that a site needs")
    .description(
      "Looks at what a new site gets wrong, each thing by trying it: login and TLS, privileges, OMERO's version and clock, OMERO's " +
        "folders and whose they are, links and hard links there, the store and how copies are read back from it, whether OMERO can " +
        "read there, free space, job folders, records, the mail server, the register. Small files are written and removed again; nothing else is " +
        "changed. Ends with 1 where something is wrong; a warning is worth knowing, and no more.",
    )
    .action(async (_options: object, command: Command) => {
      const { config, output, login } = contextOf(command);
      const findings: Finding[] = [];
      for await (const finding of examine(config, login)) {
        findings.push(finding);
        tell(output, finding);
      }
      output.result({ healthy: isHealthy(findings), findings });
      const count = (is: Finding["is"]) => findings.filter((finding) => finding.is === is).length;
      output.say(`\n${count("ok")} in order, ${count("warning")} to be known, ${count("failed")} wrong.`);
      if (!isHealthy(findings)) throw new Failed();
    });
}

const MARKS: Readonly<Record<Finding["is"], string>> = {
  ok: "ok       ",
  warning: "warning  ",
  failed: "FAILED   ",
  "not tried": "not tried",
};

/** A line for each; those that say what is wrong are causes of failure, and go to standard error. */
function tell(output: Output, { is, about, what, advice }: Finding): void {
  const line = `${MARKS[is]}  ${about}: ${visible(what)}${advice === undefined ? "" : `; ${advice}`}`;
  if (is === "failed") output.complain(line);
  else output.say(line);
}
