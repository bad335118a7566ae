import { stringCalls } from "../strings";
import type { Calls, Context } from "../types";

/** The arguments. */
export function calls(context: Context): Calls {
  const { sizes, get } = stringCalls(context, context.args);
  return { args_sizes_get: sizes, args_get: get };
}
