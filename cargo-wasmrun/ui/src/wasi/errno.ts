/** The error numbers of WASI preview 1 that this shim answers with. */
export const Errno = {
  success: 0,
  again: 6,
  badf: 8,
  exist: 20,
  fault: 21,
  fbig: 22,
  ilseq: 25,
  inval: 28,
  isdir: 31,
  loop: 32,
  mfile: 33,
  nametoolong: 37,
  noent: 44,
  nosys: 52,
  notdir: 54,
  notempty: 55,
  notsock: 57,
  notsup: 58,
  perm: 63,
  rofs: 69,
  spipe: 70,
  notcapable: 76,
} as const;

export type Errno = (typeof Errno)[keyof typeof Errno];

/** Thrown by a call to answer with an error number. */
export class WasiError extends Error {
  constructor(readonly errno: Errno) {
    super(`errno ${errno}`);
  }
}
