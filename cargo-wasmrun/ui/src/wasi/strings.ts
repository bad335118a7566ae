import type { Call, Context } from "./types";

/** The two functions that bring a list of strings to a guest: how much room it takes, and the list. */
export function stringCalls({ memory }: Context, strings: Uint8Array[]): { sizes: Call; get: Call } {
  return {
    sizes: (count: number, bytes: number) => {
      memory.u32(count, strings.length);
      memory.u32(bytes, strings.reduce((sum, string) => sum + string.length + 1, 0));
    },
    get: (pointers: number, buffer: number) => {
      let at = buffer >>> 0;
      strings.forEach((string, index) => {
        memory.u32(pointers + index * 4, at);
        memory.bytes(at, string.length).set(string);
        memory.u8(at + string.length, 0);
        at += string.length + 1;
      });
    },
  };
}
