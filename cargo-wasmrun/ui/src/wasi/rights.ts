import type { Descriptor } from "./descriptors";

/** Bits of the rights, by the number of the call that needs them. */
const bits = (...numbers: number[]) => numbers.reduce((sum, one) => sum | (1n << BigInt(one)), 0n);

const READ = 1;
const SEEK = 2;
const FLAGS = 3;
const SYNC = 4;
const TELL = 5;
const WRITE = 6;
const ADVISE = 7;
const ALLOCATE = 8;
const STAT = 21;
const SET_SIZE = 22;
const SET_TIMES = 23;
const POLL = 27;

const OF_FILE = bits(0, SEEK, FLAGS, SYNC, TELL, ADVISE, STAT, SET_TIMES, POLL);
const OF_FOLDER = bits(0, FLAGS, SYNC, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, STAT, SET_TIMES, 24, 25, 26);

export const MAY_READ = bits(READ);
export const MAY_WRITE = bits(WRITE, ALLOCATE, SET_SIZE);

/** What a descriptor may be used for. */
export function rights(descriptor: Descriptor): bigint {
  switch (descriptor.kind) {
    case "stream":
      return bits(descriptor.readable ? READ : WRITE, STAT, POLL);
    case "file":
      return OF_FILE | (descriptor.readable ? MAY_READ : 0n) | (descriptor.writable ? MAY_WRITE : 0n);
    case "folder":
      return OF_FOLDER;
  }
}

/** What may be done with what is opened below it. */
export function inherited(descriptor: Descriptor): bigint {
  return descriptor.kind === "folder" ? OF_FOLDER | OF_FILE | MAY_READ | MAY_WRITE : 0n;
}
