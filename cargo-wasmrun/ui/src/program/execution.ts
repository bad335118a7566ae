import type { PageLens } from "../memory/page_lens";
import type { Program } from "../state";
import type { Outcome } from "../worker/messages";
import type { Setup } from "./setup";

/** One run of a program, wherever it is. */
export interface Execution {
  /** Gives it something to read. */
  send(bytes: Uint8Array): void;
  /** Ends its input. */
  endInput(): void;
  /** Bytes that it has written and nobody took. */
  pending(): number;
  /** Takes what it has written, at most so many bytes. It waits while nobody does. */
  receive(most: number): Uint8Array;
  /** Shows its memories; absent where they are out of reach. */
  readonly lens: PageLens | undefined;
  /** Ends it, and forgets what is left of it. */
  end(): void;
}

/** Who is told of a run. */
export interface Listener {
  onStarted(): void;
  /** There is output to be taken. */
  onOutput(): void;
  /** It waits for input. */
  onStarving(): void;
  /** A file was written, or is gone. */
  onFile(path: string, bytes: Uint8Array | undefined): void;
  onEnded(outcome: Outcome, milliseconds: number, memoryBytes: number): void;
}

/** Where programs run. */
export interface Place {
  start(program: Program, setup: Setup, listener: Listener): Execution;
}
