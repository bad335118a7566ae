import { now } from "../time";
import type { Calls, Context } from "../types";

/** Clocks. */
export function calls({ memory }: Context): Calls {
  return {
    clock_time_get: (clock: number, _precision: bigint, result: number) => {
      memory.u64(result, now(clock));
    },
    clock_res_get: (clock: number, result: number) => {
      now(clock);
      // What browsers give to an isolated page.
      memory.u64(result, self.crossOriginIsolated ? 5_000n : 100_000n);
    },
  };
}
