import { z } from "zod";

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2d`, `90m`, or 0: milliseconds. */
export const duration = z
  .union([z.string(), z.literal(0)], "must be a time such as 30s, 90m, 12h or 2d")
  .transform((text, context) => {
    if (text === 0) return 0;
    const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim()) ?? [];
    const factor = UNITS[unit ?? ""];
    if (factor !== undefined) return Math.round(Number(number) * factor);
    context.addIssue({ code: "custom", message: "must be a time such as 30s, 90m, 12h or 2d" });
    return z.NEVER;
  });
