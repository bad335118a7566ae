import { Errno } from "../errno";
import { Exit } from "../exit";
import type { Calls } from "../types";

/** The end, and what a guest without threads and signals may do before. */
export function calls(): Calls {
  return {
    proc_exit: (code: number) => {
      throw new Exit(code >>> 0);
    },
    proc_raise: () => Errno.notsup,
    sched_yield: () => Errno.success,
  };
}
