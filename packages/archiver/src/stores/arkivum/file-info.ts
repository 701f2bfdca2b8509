import { z } from "zod";
import { StoreUnavailable } from "../marker.js";

const FINAL = "FINAL";
const states = z.object({ ingestState: z.string().min(1) });
const finalSchema = z.object({
  size: z.coerce.number().int().nonnegative(),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}$/i)
    .toLowerCase(),
  replicationState: z.string().min(1),
});

/** What the appliance says of a file. Only once it is final have its size and digest a meaning. */
export type FileInfo =
  | { readonly is: "ingesting"; readonly ingestState: string }
  | ({ readonly is: "final" } & z.output<typeof finalSchema>);

/** @throws StoreUnavailable where the answer is not as documented: no word on any file then */
export function fileInfo(path: string, answer: unknown): FileInfo {
  const state = states.safeParse(answer);
  if (state.success && state.data.ingestState !== FINAL) return { is: "ingesting", ...state.data };
  const parsed = state.success ? finalSchema.safeParse(answer) : state;
  if (parsed.success) return { is: "final", ...(parsed.data as z.output<typeof finalSchema>) };
  throw new StoreUnavailable(
    `the appliance's answer on ${path} is not as it is documented: ${JSON.stringify(answer).slice(0, 200)}`,
    { cause: parsed.error },
  );
}
