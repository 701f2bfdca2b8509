import type { Command } from "commander";
import { withRegister } from "../../services/site.js";
import { makeStore } from "../../services/store.js";
import { contextOf } from "../context.js";

export function storeCommand(program: Command): void {
  const store = program.command("store").summary("the archive's folder").description("The archive's folder.");
  store
    .command("init")
    .summary("make the configured folder a store, once")
    .description(
      "Puts the archiver's marker into the store's folder, and into OMERO's data directory. Without it nothing is ever written " +
        "or replaced there: a disk that is not mounted must not be taken for an empty one. What is in the folders stays.",
    )
    .action(async (_options: object, command: Command) => {
      const { config, output } = contextOf(command);
      const made = await withRegister(config, (register) => makeStore(register, config));
      output.result(made);
      output.say(`${made.root} ${made.made ? "is a store now" : "was a store already"}: ${made.id}`);
      for (const { path, marked } of made.places)
        output.say(
          marked === "is not there"
            ? `${path} is not there: where OMERO uses it later, run this again`
            : `${path} ${marked === "now" ? "is marked now" : "was marked already"}`,
        );
    });
}
