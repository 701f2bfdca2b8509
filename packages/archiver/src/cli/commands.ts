import type { Command } from "commander";

type AddCommand = (program: Command) => void;

/** The commands, in the order in which help lists them. Each is loaded only where it is wanted: starting costs time. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  tag: async () => (await import("./commands/tag.js")).tagCommand,
  untag: async () => (await import("./commands/tag.js")).untagCommand,
  scan: async () => (await import("./commands/scan.js")).scanCommand,
  jobs: async () => (await import("./commands/jobs.js")).jobsCommand,
  run: async () => (await import("./commands/run.js")).runCommand,
  cycle: async () => (await import("./commands/cycle.js")).cycleCommand,
  status: async () => (await import("./commands/status.js")).statusCommand,
  restore: async () => (await import("./commands/restore.js")).restoreCommand,
  undo: async () => (await import("./commands/restore.js")).undoCommand,
  tags: async () => (await import("./commands/tags.js")).tagsCommand,
  files: async () => (await import("./commands/files.js")).filesCommand,
  extract: async () => (await import("./commands/extract.js")).extractCommand,
  report: async () => (await import("./commands/report.js")).reportCommand,
  store: async () => (await import("./commands/store.js")).storeCommand,
  register: async () => (await import("./commands/register.js")).registerCommand,
  doctor: async () => (await import("./commands/doctor.js")).doctorCommand,
  mail: async () => (await import("./commands/mail.js")).mailCommand,
  pilot: async () => (await import("./commands/pilot.js")).pilotCommand,
  selftest: async () => (await import("./commands/selftest.js")).selftestCommand,
};

/** Those that are named among the words of a command line; all of them where none is, as for help. */
export function commandsNamed(words: readonly string[]): Promise<AddCommand[]> {
  const named = Object.keys(COMMANDS).filter((name) => words.includes(name));
  const wanted = named.length > 0 ? named : Object.keys(COMMANDS);
  return Promise.all(wanted.map((name) => (COMMANDS[name] as () => Promise<AddCommand>)()));
}
