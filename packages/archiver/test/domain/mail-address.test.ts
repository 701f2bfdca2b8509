import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isMailAddress } from "#src/domain/mail-address.js";

describe("a mail address", () => {
  it("is one mailbox", () => {
    for (const address of ["ada@example.org", "a.b+c_d@sub.example.org", "o'hara@localhost"])
      assert.ok(isMailAddress(address), address);
  });

  it("is nothing that could be read as more, or as something else", () => {
    for (const text of [
      ...["", "ada", "@example.org", "ada@", "a@b, c@d", "a@b c@d", "<a@b>", "Ada <ada@example.org>"],
      ...["a@b\r\nRCPT TO:<c@d>", "a@b\n", "a@b..c", '"a b"@c', "a@b>", `${"a".repeat(250)}@b.org`],
    ])
      assert.ok(!isMailAddress(text), JSON.stringify(text));
  });
});
