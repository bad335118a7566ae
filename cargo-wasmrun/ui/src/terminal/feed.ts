import { Terminal } from "./view";

/** How much output, in bytes, is shown in one frame: as much as can be drawn in about the time
 * given, in milliseconds. A guest that writes faster waits. The least is some hundred rows of text: with many rows
 * above, laying them out anew takes longer than that, however few are added. */
const LEAST_OUTPUT = 64 << 10;
const MOST_OUTPUT = 256 << 10;
const DRAWING_TIME = 8;

/** Where output comes from. It waits while nobody takes it. */
export interface Source {
  /** Bytes that can be taken. */
  pending(): number;
  /** Takes some, at most so many. */
  receive(most: number): Uint8Array;
}

/** Shows output in a terminal, no faster than it can be drawn. */
export class Feed {
  readonly terminal = new Terminal((milliseconds) => this.#drawn(milliseconds));
  #source: Source | undefined;
  /** Whether output was handed to the terminal that it has not drawn. */
  #drawing = false;
  #portion = LEAST_OUTPUT;

  /** Shows what comes from `source` from now on, below what there is. */
  from(source: Source | undefined): void {
    this.#source = source;
  }

  /** Shows some output, unless the terminal has yet to draw the last: then it comes after. */
  receive(): void {
    if (this.#drawing || this.#source === undefined) return;
    this.#drawing = true;
    this.terminal.write(this.#source.receive(this.#portion));
  }

  /** Shows all output that is left when a program has ended. */
  drain(): void {
    const bytes = this.#source?.receive(Infinity);
    if (bytes !== undefined) this.terminal.write(bytes);
  }

  #drawn(milliseconds: number): void {
    this.#drawing = false;
    const factor = milliseconds > DRAWING_TIME ? 0.5 : 1.5;
    this.#portion = Math.min(Math.max(this.#portion * factor, LEAST_OUTPUT), MOST_OUTPUT);
    if (this.#source !== undefined && this.#source.pending() > 0) this.receive();
  }
}
