import { Terminal } from "./view";

/** How much output, in bytes, is taken at once. */
const PIECE = 32 << 10;

/** How long output is taken between two frames, in milliseconds. A guest that writes faster waits. */
const TIME = 8;

/** Where output comes from. It waits while nobody takes it. */
export interface Source {
  /** Bytes that can be taken. */
  pending(): number;
  /** Takes some, at most so many. */
  receive(most: number): Uint8Array;
}

/** Shows output in a terminal, and leaves the page time for all else. */
export class Feed {
  readonly terminal = new Terminal(() => this.#drawn());
  #source: Source | undefined;
  /** Whether output was handed to the terminal that it has not drawn. */
  #drawing = false;

  /** Shows what comes from `source` from now on, below what there is. */
  from(source: Source | undefined): void {
    this.#source = source;
  }

  /** Shows some output, unless the terminal has yet to draw the last: then it comes after. */
  receive(): void {
    if (this.#drawing || this.#source === undefined) return;
    this.#drawing = true;
    const until = performance.now() + TIME;
    do {
      this.terminal.write(this.#source.receive(PIECE));
    } while (this.#source.pending() > 0 && performance.now() < until);
  }

  /** Shows all output that is left when a program has ended. */
  drain(): void {
    const bytes = this.#source?.receive(Infinity);
    if (bytes !== undefined) this.terminal.write(bytes);
  }

  #drawn(): void {
    this.#drawing = false;
    if (this.#source !== undefined && this.#source.pending() > 0) this.receive();
  }
}
