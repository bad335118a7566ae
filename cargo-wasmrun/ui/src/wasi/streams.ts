/** Where the guest's standard streams lead. */
export interface Streams {
  /** Writes all of it, waiting while the other side has no room. */
  write(bytes: Uint8Array, fd: number): void;
  /** Reads some bytes, waiting for the first; 0 is the end of input. */
  read(into: Uint8Array): number;
  /** Bytes that can be read without waiting. */
  available(): number;
  /** Whether the end of input was reached. */
  ended(): boolean;
  /** Waits for input, or until so many milliseconds have passed. */
  wait(milliseconds: number): void;
}
