import type { Command } from "commander";
import { withRegister } from "../../services/site.js";
import { makeStore } from "../../services/store.js";
import { storeInfo } from "../../services/store-info.js";
import { complainOf, contextOf } from "../context.js";
import { visible } from "../output.js";

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
  store
    .command("info")
    .summary("what the store itself says of files")
    .description(
      "Says what the store itself knows of files: an Arkivum appliance's whole answer, or what lies in a store's folder. " +
        "(The prototype's arkivum_info)",
    )
    .argument("<paths...>", "as OMERO has them, as they are in the store, or relative to the store's folder")
    .action(async (paths: string[], _options: object, command: Command) => {
      const { config, output } = contextOf(command);
      const found = await storeInfo(config, paths);
      output.result(found);
      for (const { path, info } of found)
        if (info !== undefined) output.say(`${visible(path)}\n${JSON.stringify(info, null, 2)}`);
      complainOf(
        output,
        found.filter(({ info }) => info === undefined).map(({ path }) => `the store knows nothing of ${visible(path)}`),
      );
    });
}
