import { Errno, WasiError } from "./errno";

export const Clock = { realtime: 0, monotonic: 1, processCpu: 2, threadCpu: 3 } as const;

const NANOSECONDS = 1_000_000;

/** The time of a clock in nanoseconds. */
export function now(clock: number): bigint {
  switch (clock) {
    case Clock.realtime:
      return nanoseconds(performance.timeOrigin) + nanoseconds(performance.now());
    // The worker does nothing but run the guest, so time since its start stands for CPU time.
    case Clock.monotonic:
    case Clock.processCpu:
    case Clock.threadCpu:
      return nanoseconds(performance.now());
    default:
      throw new WasiError(Errno.inval);
  }
}

function nanoseconds(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * NANOSECONDS));
}
