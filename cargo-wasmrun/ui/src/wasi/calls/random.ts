import type { Calls, Context } from "../types";

/** The most bytes that the browser gives at once. */
const RANDOM_BYTES = 65_536;

/** Randomness. */
export function calls({ memory }: Context): Calls {
  return {
    random_get: (address: number, length: number) => random(memory.bytes(address, length)),
  };
}

function random(into: Uint8Array): void {
  // The browser does not fill memory that threads share, so a copy goes between.
  const chunk = new Uint8Array(Math.min(into.length, RANDOM_BYTES));
  for (let at = 0; at < into.length; at += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, into.length - at));
    crypto.getRandomValues(part);
    into.set(part, at);
  }
}
