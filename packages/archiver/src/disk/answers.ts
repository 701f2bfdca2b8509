import { readFile } from "node:fs/promises";

/** A disk does not answer: a network file system whose server is gone, or a broken disk. Nobody knows when a call returns. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** That the disk of a file answers at all, be it by an error; what is there is another question. @param longest ms @throws NoAnswer */
export async function checkAnswers(path: string, longest: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(noAnswer(path, longest)), longest);
  });
  try {
    await Promise.race([Promise.allSettled([readFile(path)]), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** After this the process can end only by force: a thread in a call that does not return is waited for otherwise. */
export function noAnswer(what: string, longest: number): NoAnswer {
  process.once("exit", () => process.kill(process.pid, "SIGKILL"));
  return new NoAnswer(
    `${what} has not answered for ${Math.round(longest / 1_000)} s: is a network file system's server gone, or a disk broken? Nothing is lost; run again when it answers`,
  );
}
