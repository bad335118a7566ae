import type { GuestMemory } from "./memory";
import type { Streams } from "./streams";

/** What the functions of the shim work on. */
export interface Context {
  memory: GuestMemory;
  streams: Streams;
  args: Uint8Array[];
  env: Uint8Array[];
  /** File descriptors that are open: the three standard streams to begin with. */
  open: Set<number>;
}

/** A function of the shim: numbers and, for 64 bits, big integers in; an error number out. */
export type Call = (...parameters: any[]) => number | void;

export type Calls = Record<string, Call>;
