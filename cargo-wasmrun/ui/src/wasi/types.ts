import type { Descriptors } from "./descriptors";
import type { GuestMemory } from "./memory";
import type { Streams } from "./streams";

/** What the functions of the shim work on. */
export interface Context {
  memory: GuestMemory;
  streams: Streams;
  args: Uint8Array[];
  env: Uint8Array[];
  descriptors: Descriptors;
  /** Told of what became of a file, by its full path; `undefined` is that it is gone. */
  onFile(path: string, contents: Uint8Array | undefined): void;
}

/** A function of the shim: numbers and, for 64 bits, big integers in; an error number out. */
export type Call = (...parameters: any[]) => number | void;

export type Calls = Record<string, Call>;
