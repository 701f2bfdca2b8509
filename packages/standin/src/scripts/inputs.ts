import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { plainValue } from "../values.js";

/** What a script says of one of its inputs (`omero.grid.Param`). */
interface Param {
  readonly optional: boolean;
  readonly useDefault: boolean;
  readonly prototype: SliceObject | null;
  readonly min: SliceObject | null;
  readonly max: SliceObject | null;
  readonly values: SliceObject | null;
}

/**
 * What a script starts with: what was given, as far as it is what the script asks for, and its defaults for the rest.
 * @param params the script's inputs by name, of its `omero.grid.JobParams`
 * @throws ValidationException naming all that is wrong
 */
export function checkedInputs(
  params: ReadonlyMap<string, SliceObject>,
  given: ReadonlyMap<string, SliceObject | null>,
): Map<string, SliceObject> {
  const inputs = new Map<string, SliceObject>();
  const wrong: string[] = [];
  for (const [name, value] of given) if (value !== null) inputs.set(name, value);
  for (const [name, object] of params) {
    const param = object as unknown as Param;
    const value = inputs.get(name);
    if (value !== undefined) wrong.push(...faultsOf(param, value).map((fault) => `${name} ${fault}`));
    else if (param.useDefault && param.prototype !== null) inputs.set(name, param.prototype);
    else if (!param.optional) wrong.push(`${name} is missing`);
  }
  if (wrong.length > 0) throw serverError("ValidationException", `Invalid parameters: ${wrong.join("; ")}`);
  return inputs;
}

function faultsOf({ prototype, min, max, values }: Param, value: SliceObject): string[] {
  if (prototype !== null && value.$type !== prototype.$type)
    return [`is a ${value.$type}, where ${prototype.$type} is asked for`];
  const each = value.$type === "::omero::RList" ? (plainValue<SliceObject[]>(value) ?? []) : [value];
  const allowed = plainValue<SliceObject[]>(values)?.map((one) => plainValue(one)) ?? [];
  return each.flatMap((one) => {
    const plain = plainValue<number | string>(one);
    if (plain === undefined) return [];
    const [least, most] = [plainValue<number>(min), plainValue<number>(max)];
    if (allowed.length > 0 && !allowed.includes(plain)) return [`is ${plain}, which is none of its values`];
    if (least !== undefined && Number(plain) < least) return [`is ${plain}, and has to be ${least} at least`];
    if (most !== undefined && Number(plain) > most) return [`is ${plain}, and may be ${most} at most`];
    return [];
  });
}
