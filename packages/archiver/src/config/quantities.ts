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

const SIZES: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `200M`, `1.5G`: bytes, in steps of a thousand as disks and lines are sold. */
export const size = z.string().transform((text, context) => {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text.trim()) ?? [];
  const factor = SIZES[unit.toLowerCase()];
  if (number !== undefined && factor !== undefined && Number(number) > 0) return Math.round(Number(number) * factor);
  context.addIssue({ code: "custom", message: "must be a size such as 200M or 1.5G" });
  return z.NEVER;
});

/** A part of each day, in minutes since midnight, local time; it may go over midnight. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** `20:00-06:00` */
export const hours = z.string().transform((text, context): Hours => {
  const [, ...parts] = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const [h1 = 99, m1 = 99, h2 = 99, m2 = 99] = parts.map(Number);
  const from = h1 * 60 + m1;
  const to = h2 * 60 + m2;
  if (m1 < 60 && m2 < 60 && from < 1_440 && to <= 1_440 && from !== to) return { from, to };
  context.addIssue({ code: "custom", message: "must be hours such as 20:00-06:00" });
  return z.NEVER;
});

/** Whether a time is within hours. */
export function isWithin({ from, to }: Hours, time: Date): boolean {
  const now = time.getHours() * 60 + time.getMinutes();
  return from < to ? from <= now && now < to : from <= now || now < to;
}
