/** The units of each kind of value, by name, with their symbols. Source: OMERO's public model (ome.model.enums.Units…, 5.7.6). */

const PREFIXES =
  "YOTTA Y ZETTA Z EXA E PETA P TERA T GIGA G MEGA M KILO k HECTO h DECA da DECI d CENTI c MILLI m MICRO µ NANO n PICO p FEMTO f ATTO a ZEPTO z YOCTO y";

const UNITS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  ElectricPotential: metric("VOLT", "V"),
  Frequency: metric("HERTZ", "Hz"),
  Length: new Map([
    ...metric("METER", "m"),
    ...pairs(
      "ANGSTROM Å ASTRONOMICALUNIT ua LIGHTYEAR ly PARSEC pc THOU thou LINE li INCH in FOOT ft YARD yd MILE mi POINT pt PIXEL pixel",
    ),
    ["REFERENCEFRAME", "reference frame"],
  ]),
  Power: metric("WATT", "W"),
  Pressure: new Map([
    ...metric("PASCAL", "Pa"),
    ...pairs(
      "BAR bar MEGABAR Mbar KILOBAR kbar DECIBAR dbar CENTIBAR cbar MILLIBAR mbar ATMOSPHERE atm PSI psi TORR Torr MILLITORR mTorr",
    ),
    ["MMHG", "mm Hg"],
  ]),
  Temperature: new Map(pairs("KELVIN K CELSIUS °C FAHRENHEIT °F RANKINE °R")),
  Time: new Map([...metric("SECOND", "s"), ...pairs("MINUTE min HOUR h DAY d")]),
};

/** "µm" of Length and "MICROMETER". @throws Error of a unit that is none of this kind */
export function symbolOf(kind: string, unit: string): string {
  const symbol = UNITS[kind]?.get(unit);
  if (symbol === undefined) throw new Error(`${unit} is no unit of ${kind}`);
  return symbol;
}

const BY_SYMBOL = new Map(
  Object.entries(UNITS).map(([kind, units]) => [kind, new Map([...units].map(([unit, symbol]) => [symbol, unit]))]),
);

/** "MICROMETER" of Length and "µm"; undefined of a symbol that is none of this kind. */
export function unitOf(kind: string, symbol: string): string | undefined {
  return BY_SYMBOL.get(kind)?.get(symbol);
}

function metric(base: string, symbol: string): Map<string, string> {
  return new Map([[base, symbol], ...pairs(PREFIXES).map(([prefix, p]) => [prefix + base, p + symbol] as const)]);
}

function pairs(text: string): (readonly [string, string])[] {
  const words = text.split(" ");
  return words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? ""] as const] : []));
}
