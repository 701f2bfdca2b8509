import type { Command } from "commander";
import { ConfigurationError } from "../../config/configuration.js";
import { TEST } from "../../mail/templates.js";
import { sendAtOnce } from "../../services/mail/at-once.js";
import { addresses } from "../addresses.js";
import { contextOf } from "../context.js";

export function mailCommand(program: Command): void {
  program
    .command("mail")
    .summary("try the site's mail server")
    .description("Mail goes out by itself, in `scan`, `run`, `cycle` and `jobs …`, where `mail` is configured.")
    .command("test")
    .description(
      "Sends a test mail. Ends with 1, and says why, where the mail server can't be reached, does not let us in, or does not take " +
        "mail for an address. (The prototype's send_mail)",
    )
    .argument("<addresses...>", "to whom", addresses)
    .action(async (to: string[], _options: object, command: Command) => {
      const { config, output } = contextOf(command);
      if (!config.mail) throw new ConfigurationError("no mail is sent: set mail in the configuration");
      await sendAtOnce(config.mail, to, TEST);
      output.result({ sent: to });
      output.say(`${config.mail.host}:${config.mail.port} has taken over a mail to ${to.join(", ")}.`);
    });
}
