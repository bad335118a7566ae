import type { Descriptors } from "./descriptors";
import type { GuestMemory } from "./memory";
import type { Streams } from "./streams";

/** What the functions of the shim work on: the memory of one module, and what all modules of a run
 * share. */
export interface Context {
  memory: GuestMemory;
  streams: Streams;
  args: Uint8Array[];
  env: Uint8Array[];
  descriptors: Descriptors;
  given: Given;
  /** Told of what became of a file, by its full path; `undefined` is that it is gone. */
  onFile(path: string, contents: Uint8Array | undefined): void;
}

/** The files that a run begins with. */
export interface Given {
  folders: GuestFolder[];
  /** Files of the page, by their full paths. */
  files: Map<string, Uint8Array>;
  /** Whether they are open already. */
  opened: boolean;
}

/** A function of the shim: numbers and, for 64 bits, big integers in; an error number out. */
export type Call = (...parameters: any[]) => number | void;

export type Calls = Record<string, Call>;

/** Functions that belong together: a guest that imports none of them is served without. */
export type Part = (context: Context) => Calls;

/** A folder that the guest sees from the start. */
export interface GuestFolder {
  guest: string;
  read_only: boolean;
  /** Paths of folders that are empty. */
  folders: string[];
  files: { path: string; bytes: Uint8Array }[];
}
