import { stringCalls } from "../strings";
import type { Calls, Context } from "../types";

/** The environment. */
export function calls(context: Context): Calls {
  const { sizes, get } = stringCalls(context, context.env);
  return { environ_sizes_get: sizes, environ_get: get };
}
