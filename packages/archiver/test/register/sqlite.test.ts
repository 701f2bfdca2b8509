import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { sql } from "kysely";
import { openRegister, type Register } from "#src/register/register.js";
import { writing } from "#src/register/transaction.js";
import { RegisterUnusable } from "#src/register/unusable.js";
import { registerSuite } from "./suite.js";

registerSuite("SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "register-"));
  const url = `sqlite:${folder}/register.db`;
  const register = await openRegister(url);
  return {
    url,
    register,
    close: async () => {
      await register.destroy();
      await rm(folder, { recursive: true });
    },
  };
});

it("says what is wrong with a register's place", async () => {
  await assert.rejects(openRegister("mysql:somewhere"), RegisterUnusable);
  await assert.rejects(openRegister("sqlite:/dev/null/register.db"), /can't be opened.*register: sqlite:/s);
});

it("says whose disk is full", async () => {
  const folder = await mkdtemp(join(tmpdir(), "register-"));
  const register = await openRegister(`sqlite:${folder}/register.db`);
  try {
    await sql`pragma max_page_count = 1`.execute(register);
    const fill = (db: Register) =>
      sql`insert into lease (name, worker, until) values ('large', hex(zeroblob(1000000)), 0)`.execute(db);
    // SQLite ends a transaction by itself when its disk fails; that must not hide why.
    for (const work of [() => fill(register), () => writing(register, fill)])
      await assert.rejects(
        work,
        (error: Error) =>
          error instanceof RegisterUnusable &&
          error.message.includes(`${folder}/register.db: database or disk is full`),
      );
  } finally {
    await register.destroy();
    await rm(folder, { recursive: true });
  }
});
