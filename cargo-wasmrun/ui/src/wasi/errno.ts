/** The error numbers of WASI preview 1 that this shim answers with. */
export const Errno = {
  success: 0,
  again: 6,
  badf: 8,
  fault: 21,
  inval: 28,
  nosys: 52,
  notdir: 54,
  notsock: 57,
  notsup: 58,
  spipe: 70,
} as const;

export type Errno = (typeof Errno)[keyof typeof Errno];

/** Thrown by a call to answer with an error number. */
export class WasiError extends Error {
  constructor(readonly errno: Errno) {
    super(`errno ${errno}`);
  }
}
