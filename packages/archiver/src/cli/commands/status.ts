import type { Command } from "commander";
import prettyBytes from "pretty-bytes";
import { fileKeyText } from "../../domain/files.js";
import { imagesOf, parseObjects } from "../../omero/objects.js";
import { withOmero, withRegister } from "../../services/site.js";
import { imageStatus, overview } from "../../services/status.js";
import { type WorkSeen, watchWork } from "../../services/watch.js";
import { contextOf } from "../context.js";
import { stopSignal } from "../interrupt.js";
import type { Output } from "../output.js";
import { duration } from "../progress.js";

export function statusCommand(program: Command): void {
  program
    .command("status")
    .summary("how far things are: all jobs, or given images")
    .description(
      "Without objects: how many jobs, files and bytes are in which state. With objects: the tags and files of their images.",
    )
    .argument("[objects...]", "Image:1,2 Dataset:5 …")
    .option("--watch", "show how far approved jobs are, again and again, until nothing is left or you press Ctrl-C")
    .action(async (objects: string[], options: { watch?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      if (options.watch) {
        const signal = stopSignal();
        return withRegister(config, async (register) => {
          for await (const seen of watchWork(register, output.json || !process.stdout.isTTY ? 5_000 : 1_000, signal))
            showWork(output, seen);
        });
      }
      if (objects.length === 0) {
        const totals = await withRegister(config, overview);
        output.result({ jobs: totals });
        if (totals.length === 0) output.say("No jobs yet.");
        else {
          output.table(
            ["State", "Jobs", "Files", "Done", "Failed", "Size", "Done"],
            totals.map((row) => [
              row.state,
              row.jobs,
              row.files,
              row.done,
              row.failed,
              prettyBytes(row.bytes),
              prettyBytes(row.bytesDone),
            ]),
          );
        }
        return;
      }
      const references = parseObjects(objects);
      const images = await withOmero(config, login, (client) =>
        withRegister(config, async (register) => imageStatus(client, register, await imagesOf(client, references))),
      );
      output.result(
        images.map((image) => ({
          ...image,
          files: image.files.map((file) => ({ ...file, key: fileKeyText(file.key) })),
        })),
      );
      output.table(
        ["Image", "Name", "Tags", "Archived", "Files", "Archived files", "Size"],
        images.map(({ image, name, tags, archived, files }) => [
          ...[image, name, tags.join(", "), archived ? "yes" : "no"],
          ...[
            files.length,
            files.filter((file) => file.step === "archived").length,
            prettyBytes(files.reduce((sum, file) => sum + file.size, 0)),
          ],
        ]),
      );
    });
}

/** On a terminal each look takes the place of the one before; elsewhere it is a line, or a JSON document on a line. */
function showWork(output: Output, seen: WorkSeen): void {
  if (output.json) {
    process.stdout.write(`${JSON.stringify(seen)}\n`);
    return;
  }
  const { jobs, done, bytes, rate, secondsLeft, workers } = seen;
  const left = secondsLeft === undefined ? "" : `, ${duration(secondsLeft)} left`;
  const line = `${prettyBytes(done)} of ${prettyBytes(bytes)}, ${prettyBytes(rate)}/s${left}, ${workers} run(s) at work`;
  if (!process.stdout.isTTY) return output.say(line);
  process.stdout.write("\u001b[H\u001b[2J");
  output.table(
    ["Job", "Kind", "State", "Files", "Done", "Failed", "Size", "Done", "%"],
    jobs.map((job) => [
      ...[job.id, job.kind, job.state, job.counts.files, job.counts.done, job.counts.failed],
      ...[
        prettyBytes(job.bytes),
        prettyBytes(job.bytesDone),
        Math.floor((100 * job.bytesDone) / Math.max(1, job.bytes)),
      ],
    ]),
  );
  output.say(`\n${line}`);
}
