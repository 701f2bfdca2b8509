import { SingleBar } from "cli-progress";
import { formatDuration } from "date-fns/formatDuration";
import { intervalToDuration } from "date-fns/intervalToDuration";
import prettyBytes from "pretty-bytes";

/** How far long work has got, told to whoever waits. All sizes in bytes. */
export interface Progress {
  start(total: { files: number; bytes: number }): void;
  /** What is done in all since `start`. */
  at(done: { files: number; bytes: number }): void;
  stop(): void;
}

/** Plain lines come at most this often (ms). */
const LINE_EVERY = 5_000;

/** A bar on a terminal, plain lines in a pipe, nothing where JSON was asked for; always on stderr. */
export function progressFor(stream: NodeJS.WriteStream, json: boolean): Progress {
  if (json) return { start() {}, at() {}, stop() {} };
  return stream.isTTY ? bar(stream) : lines(stream);
}

function bar(stream: NodeJS.WriteStream): Progress {
  const single = new SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: false,
    format: (_, params, values) => {
      const width = 24;
      const filled = Math.round(width * Math.min(1, params.progress));
      return `[${"=".repeat(filled)}${" ".repeat(width - filled)}] ${describe(values as State)}`;
    },
  });
  let state: State | undefined;
  return {
    start(total) {
      state = { total, done: { files: 0, bytes: 0 }, since: Date.now() };
      single.start(Math.max(1, total.bytes), 0, state);
    },
    at(done) {
      if (!state) return;
      state.done = done;
      single.update(done.bytes, state);
    },
    stop() {
      if (state) single.stop();
    },
  };
}

function lines(stream: NodeJS.WriteStream): Progress {
  let state: State | undefined;
  let told = 0;
  return {
    start(total) {
      state = { total, done: { files: 0, bytes: 0 }, since: Date.now() };
      told = state.since;
    },
    at(done) {
      if (!state) return;
      state.done = done;
      if (Date.now() - told < LINE_EVERY) return;
      told = Date.now();
      stream.write(`${describe(state)}\n`);
    },
    stop() {
      if (state) stream.write(`${describe(state)}\n`);
    },
  };
}

interface State {
  readonly total: { files: number; bytes: number };
  done: { files: number; bytes: number };
  readonly since: number;
}

/** `3/10 files, 1.2 GB of 4 GB, 310 MB/s, 9 seconds left` */
function describe({ total, done, since }: State): string {
  const seconds = Math.max(0.001, (Date.now() - since) / 1_000);
  const rate = done.bytes / seconds;
  const left = rate > 0 && done.bytes < total.bytes ? `, ${duration((total.bytes - done.bytes) / rate)} left` : "";
  return `${done.files}/${total.files} files, ${prettyBytes(done.bytes)} of ${prettyBytes(total.bytes)}, ${prettyBytes(rate)}/s${left}`;
}

/** `2 hours 5 minutes` */
export function duration(seconds: number): string {
  const parts = intervalToDuration({ start: 0, end: Math.ceil(seconds) * 1_000 });
  return formatDuration(parts, { format: ["days", "hours", "minutes", "seconds"] }) || "0 seconds";
}
