const UNITS = ["Byte", "Kilobyte", "Megabyte", "Gigabyte", "Terabyte", "Petabyte"] as const;

/** `70 Bytes`, `1 Kilobyte, 512 Bytes`: base 1024, parts that are zero left out. */
export function sizeInWords(bytes: number): string {
  if (bytes === 0) return "0 Bytes";
  const parts: string[] = [];
  let rest = bytes;
  for (let unit = UNITS.length - 1; unit >= 0; unit--) {
    const one = 1024 ** unit;
    const count = Math.floor(rest / one);
    rest -= count * one;
    if (count > 0) parts.push(`${count} ${UNITS[unit]}${count === 1 ? "" : "s"}`);
  }
  return parts.join(", ");
}

/** `Mon Nov 28 15:59:57 2016`, in this machine's time, as C writes it. @param at ms since 1970 */
export function timeInC(at: number): string {
  const [weekday, month, day, year, time] = new Date(at).toString().split(" ");
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}

/** ms since 1970; undefined for what is no such time. */
export function parseTimeInC(text: string): number | undefined {
  const [, month, day, time, year] = /^\w{3} +(\w{3}) +(\d{1,2}) +(\d\d:\d\d:\d\d) +(\d{4})$/.exec(text.trim()) ?? [];
  const at = Date.parse(`${month} ${day} ${year} ${time}`);
  return month === undefined || Number.isNaN(at) ? undefined : at;
}
