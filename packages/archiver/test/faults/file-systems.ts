import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Debian's own Python: it has the binding to FUSE. */
const PYTHON = "/usr/bin/python3";
const PROGRAM = fileURLToPath(new URL("../../test/faults/faulty_fs.py", import.meta.url));

/** Why there can be no file system of our own here; undefined where there can. */
export function noFuse(): string | undefined {
  if (process.getuid?.() !== 0) return "mounting needs root";
  if (!existsSync("/dev/fuse")) return "there is no /dev/fuse";
  return spawnSync(PYTHON, ["-c", "import fusepy"]).status === 0
    ? undefined
    : "Debian's python3-fusepy is not installed";
}

/** Why no disk image can be mounted here. */
export function noLoop(): string | undefined {
  if (process.getuid?.() !== 0) return "mounting needs root";
  if (!existsSync("/dev/loop-control")) return "there is no /dev/loop-control";
  return spawnSync("mkfs.ext4", ["-V"]).error ? "mkfs.ext4 is not installed" : undefined;
}

/** A file system that does what it is told wrongly, until it is told otherwise. */
export class FaultyFileSystem {
  private constructor(
    readonly mount: string,
    private readonly faults: string,
    private readonly exited: Promise<unknown>,
  ) {}

  /** @param folder is made; what is behind the mount is in `folder/behind` */
  static async mount(folder: string): Promise<FaultyFileSystem> {
    const behind = join(folder, "behind");
    const mount = join(folder, "mount");
    for (const path of [behind, mount]) mkdirSync(path, { recursive: true });
    const faults = join(folder, "faults");
    const device = statSync(mount).dev;
    const child = spawn(PYTHON, [PROGRAM, behind, mount, faults], { stdio: ["ignore", "ignore", "inherit"] });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    for (let tries = 0; statSync(mount).dev === device; tries++) {
      if (tries > 200) throw new Error("the file system did not appear");
      await pause(50);
    }
    return new FaultyFileSystem(mount, faults, exited);
  }

  /** `fault("write EIO")`; no word: none any more */
  fault(...lines: string[]): void {
    writeFileSync(this.faults, lines.map((line) => `${line}\n`).join(""));
  }

  async unmount(): Promise<void> {
    rmSync(this.faults, { force: true });
    spawnSync("fusermount3", ["-u", "-z", this.mount]);
    await this.exited;
  }
}

/** A small ext4 in a file. */
export class LoopDisk {
  private constructor(
    readonly mount: string,
    private readonly image: string,
  ) {}

  static make(folder: string, megabytes: number): LoopDisk {
    const disk = new LoopDisk(join(folder, "disk"), join(folder, "disk.img"));
    mkdirSync(disk.mount, { recursive: true });
    must("truncate", ["-s", `${megabytes}M`, disk.image]);
    must("mkfs.ext4", ["-q", "-m", "0", disk.image]);
    disk.attach();
    return disk;
  }

  attach(options = "loop"): void {
    must("mount", ["-o", options, this.image, this.mount]);
  }

  remount(options: string): void {
    must("mount", ["-o", `remount,${options}`, this.mount]);
  }

  /** As a disk that is pulled out: open files stay open, paths are gone. */
  detach(): void {
    must("umount", ["-l", this.mount]);
  }

  end(): void {
    spawnSync("umount", ["-l", this.mount]);
  }
}

function must(command: string, words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, words, { encoding: "utf8" });
  if (error || status !== 0) throw new Error(`${command} ${words.join(" ")}: ${error?.message ?? stderr}`);
}
