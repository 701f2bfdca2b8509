import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { Appliance, type Fault } from "./appliance.js";

interface Options {
  readonly mount: string;
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly known: number;
  readonly final: number;
  readonly states: { name: string; after: number }[];
  readonly fault?: Fault;
}

await new Command("arkivum-standin")
  .description(
    "A stand-in for an Arkivum appliance's REST interface: for demonstrations and tests; it archives nothing",
  )
  .requiredOption("--mount <folder>", "the folder that stands for the appliance's mount")
  .option("--folder <folder>", "where its certificate is kept", join(tmpdir(), "arkivum-standin"))
  .option("--host <address>", "the address to listen on", "127.0.0.1")
  .option("--port <number>", "port for HTTPS; 0: any free one", Number, 8443)
  .option("--known <seconds>", "so long it knows nothing of a new file", seconds, 2_000)
  .option("--final <seconds>", "after that a file is FINAL", seconds, 4_000)
  .option("--states <list>", "replication states and when they are reached", states, states("red:0,amber:6,green:8"))
  .option("--fault <fault>", "401, 403, 500, 503, 'no json', silence, 'wrong md5' or 'wrong size'")
  .addHelpText("after", "\nWhen it is ready it prints one line of JSON with its port and its certificate's file.")
  .action(async ({ known, final, states: reached, fault, ...options }: Options) => {
    const appliance = await Appliance.start({ ...options, pace: { known, final, states: reached } });
    appliance.fault = fault;
    const { port, certificateFile: certificate } = appliance;
    console.log(JSON.stringify({ ready: true, host: options.host, port, certificate }));
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.once(signal, () => void appliance.close().then(() => process.exit(0)));
  })
  .parseAsync();

function seconds(text: string): number {
  const number = Number(text);
  if (!(number >= 0)) throw new InvalidArgumentError("Seconds are wanted.");
  return number * 1_000;
}

function states(text: string): { name: string; after: number }[] {
  return text.split(",").map((part) => {
    const [name = "", after = ""] = part.split(":");
    return { name, after: seconds(after) };
  });
}
