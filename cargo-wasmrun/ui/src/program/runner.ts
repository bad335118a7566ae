import type { Program } from "../state";
import type { PageLens } from "../memory/page_lens";
import { Terminal } from "../terminal/view";
import type { Outcome } from "../worker/messages";
import type { Execution, Listener, Place } from "./execution";
import type { FilesStore } from "./files_store";
import type { Setup } from "./setup";

/** How much output, in bytes, is shown in one frame: as much as can be drawn in about the time
 * given, in milliseconds. A guest that writes faster waits. */
const LEAST_OUTPUT = 2 << 10;
const MOST_OUTPUT = 256 << 10;
const DRAWING_TIME = 8;

export type Run =
  | { phase: "none" }
  | { phase: "loading" | "running" | "waiting"; program: Program; since: number }
  | { phase: "stopped"; program: Program; milliseconds: number }
  | {
      phase: "ended";
      program: Program;
      outcome: Outcome;
      milliseconds: number;
      memoryBytes: number;
    };

/** Runs programs in one place, one at a time, and shows what they write. */
export class Runner {
  readonly terminal = new Terminal((milliseconds) => this.#drawn(milliseconds));
  #run: Run = { phase: "none" };
  /** Stays when the program has ended by itself: its memory can still be looked at. */
  #execution: Execution | undefined;
  #lens: PageLens | undefined;
  /** Whether output was handed to the terminal that it has not drawn. */
  #drawing = false;
  #portion = LEAST_OUTPUT;

  constructor(
    private readonly place: Place,
    private readonly onChange: (run: Run) => void,
    private readonly files: FilesStore,
  ) {}

  /** Runs a program from its beginning, in place of the one that runs. */
  start(program: Program, setup: Setup): void {
    this.#end();
    this.terminal.clear();
    this.#execution = this.place.start(program, setup, this.#listener(program));
    this.#lens = this.#execution.lens;
    this.#change({ phase: "loading", program, since: performance.now() });
  }

  /** Shows the memories of the last run; what it showed last, if that was stopped. */
  get lens(): PageLens | undefined {
    return this.#lens;
  }

  /** Ends the program, wherever it is. */
  stop(): void {
    if (!isActive(this.#run)) return;
    const { program, since } = this.#run;
    this.#drain();
    this.#end();
    this.#change({ phase: "stopped", program, milliseconds: performance.now() - since });
  }

  /** Sends a line to the program's standard input, and shows it as a terminal does. */
  send(line: string): void {
    if (!isActive(this.#run)) return;
    this.terminal.text(`${line}\r\n`);
    this.sendRaw(`${line}\n`);
  }

  /** Sends what was typed as it is, without showing it: the program does. */
  sendRaw(text: string): void {
    if (!isActive(this.#run)) return;
    this.#execution?.send(new TextEncoder().encode(text));
    if (this.#run.phase === "waiting") this.#change({ ...this.#run, phase: "running" });
  }

  /** Ends the program's standard input. */
  endInput(): void {
    if (isActive(this.#run)) this.#execution?.endInput();
  }

  #listener(program: Program): Listener {
    return {
      onStarted: () => this.#change({ phase: "running", program, since: performance.now() }),
      onOutput: () => this.#receive(),
      onStarving: () => {
        if (isActive(this.#run)) this.#change({ ...this.#run, phase: "waiting" });
      },
      onFile: (path, bytes) => this.files.set(path, bytes),
      onEnded: (outcome, milliseconds, memoryBytes) => {
        this.#drain();
        this.#change({ phase: "ended", program, outcome, milliseconds, memoryBytes });
      },
    };
  }

  /** Shows some output, unless the terminal has yet to draw the last: then it comes after. */
  #receive(): void {
    if (this.#drawing || this.#execution === undefined) return;
    this.#drawing = true;
    this.terminal.write(this.#execution.receive(this.#portion));
  }

  #drawn(milliseconds: number): void {
    this.#drawing = false;
    const factor = milliseconds > DRAWING_TIME ? 0.5 : 1.5;
    this.#portion = Math.min(Math.max(this.#portion * factor, LEAST_OUTPUT), MOST_OUTPUT);
    if (this.#execution !== undefined && this.#execution.pending() > 0) this.#receive();
  }

  /** Shows all output that is left when the program has ended. */
  #drain(): void {
    const bytes = this.#execution?.receive(Infinity);
    if (bytes !== undefined) this.terminal.write(bytes);
  }

  #end(): void {
    this.#execution?.end();
    this.#execution = undefined;
  }

  #change(run: Run): void {
    this.#run = run;
    this.onChange(run);
  }
}

export function isActive(
  run: Run,
): run is Extract<Run, { phase: "loading" | "running" | "waiting" }> {
  return run.phase === "loading" || run.phase === "running" || run.phase === "waiting";
}
