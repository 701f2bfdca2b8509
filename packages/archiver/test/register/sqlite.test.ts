import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { openRegister } from "#src/register/register.js";
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
