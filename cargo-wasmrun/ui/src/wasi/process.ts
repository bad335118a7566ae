import { Errno } from "./errno";
import { Exit } from "./exit";
import type { Calls, Context } from "./types";

/** Arguments, environment, exit, randomness. */
export function processCalls({ memory, args, env }: Context): Calls {
  const sizes = (strings: Uint8Array[]) => (count: number, bytes: number) => {
    memory.u32(count, strings.length);
    memory.u32(
      bytes,
      strings.reduce((sum, string) => sum + string.length + 1, 0),
    );
  };
  const get = (strings: Uint8Array[]) => (pointers: number, buffer: number) => {
    let at = buffer >>> 0;
    strings.forEach((string, index) => {
      memory.u32(pointers + index * 4, at);
      memory.bytes(at, string.length).set(string);
      memory.u8(at + string.length, 0);
      at += string.length + 1;
    });
  };
  return {
    args_sizes_get: sizes(args),
    args_get: get(args),
    environ_sizes_get: sizes(env),
    environ_get: get(env),
    proc_exit: (code: number) => {
      throw new Exit(code >>> 0);
    },
    proc_raise: () => Errno.notsup,
    sched_yield: () => Errno.success,
    random_get: (address: number, length: number) => random(memory.bytes(address, length)),
  };
}

/** The most bytes that the browser gives at once. */
const RANDOM_BYTES = 65_536;

function random(into: Uint8Array): void {
  // The browser does not fill memory that threads share, so a copy goes between.
  const chunk = new Uint8Array(Math.min(into.length, RANDOM_BYTES));
  for (let at = 0; at < into.length; at += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, into.length - at));
    crypto.getRandomValues(part);
    into.set(part, at);
  }
}
