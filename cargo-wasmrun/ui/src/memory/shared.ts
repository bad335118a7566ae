/**
 * What the page sees of a guest's memories while the guest runs: memory that the page and the worker
 * share. The page says which stretch it wants; the worker copies that stretch, and nothing else, whenever
 * the guest calls out, waits or has ended. So it costs the same for a memory of any size.
 */

/** The most bytes that are seen at once. */
export const WINDOW_BYTES = 16 << 10;

/** The most bytes that are searched for. */
export const NEEDLE_BYTES = 256;

/** The most memories of a module that can be looked at. */
export const MOST_MEMORIES = 16;

/** Positions in the control words. */
export const Word = {
  /** 1 while somebody looks. */
  watched: 0,
  /** Grows with each wish of the page. */
  wanted: 1,
  memory: 2,
  length: 3,
  /** The wish that the bytes are of. */
  answered: 4,
  /** Odd while the bytes are being written. */
  edition: 5,
  /** How many bytes there are. */
  filled: 6,
  memories: 7,
  /** Grows with each search, and the last that was answered. */
  searched: 8,
  found: 9,
  needle: 10,
} as const;

const WORDS = 16;

/** Positions in the numbers, which are too large for words. */
export const Figure = {
  address: 0,
  /** Where to search from, and where it was found; below 0 if it was not. */
  from: 1,
  at: 2,
  /** The sizes of the memories, in bytes, from here on. */
  sizes: 3,
} as const;

/** The memory that both sides share; it travels in a message. */
export interface SharedLens {
  control: SharedArrayBuffer;
  figures: SharedArrayBuffer;
  bytes: SharedArrayBuffer;
  needle: SharedArrayBuffer;
}

/** Makes it, or `undefined` where the browser does not share memory with this page. */
export function newSharedLens(): SharedLens | undefined {
  if (!self.crossOriginIsolated) return undefined;
  return {
    control: new SharedArrayBuffer(WORDS * 4),
    figures: new SharedArrayBuffer((Figure.sizes + MOST_MEMORIES) * 8),
    bytes: new SharedArrayBuffer(WINDOW_BYTES),
    needle: new SharedArrayBuffer(NEEDLE_BYTES),
  };
}

/** Views of the shared memory. */
export function views(shared: SharedLens) {
  return {
    control: new Int32Array(shared.control),
    figures: new Float64Array(shared.figures),
    bytes: new Uint8Array(shared.bytes),
    needle: new Uint8Array(shared.needle),
  };
}
