import { z } from "zod";

const SIZES: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const TIMES: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `200M`: bytes, base 1024. */
export const bytes = quantity(SIZES, "a size such as 200M or 1.5G");

/** `2d`, `90m`: milliseconds. */
export const duration = quantity(TIMES, "a time such as 30s, 90m, 12h or 2d");

function quantity(units: Readonly<Record<string, number>>, what: string) {
  return z.union([z.string(), z.number()]).transform((value, context) => {
    const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]?)\s*$/.exec(String(value)) ?? [];
    const factor = Object.entries(units).find(([name]) => name.toLowerCase() === unit?.toLowerCase())?.[1];
    if (number !== undefined && factor !== undefined) return Math.round(Number(number) * factor);
    context.addIssue({ code: "custom", message: `must be ${what}` });
    return z.NEVER;
  });
}
