import type { Reading } from "../reading";
import type { Program } from "../state";
import type { PageLens } from "../memory/page_lens";
import { Feed } from "../terminal/feed";
import type { Outcome } from "../worker/messages";
import type { Execution, Listener, Place } from "./execution";
import type { FilesStore } from "./files_store";
import type { Setup } from "./setup";

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
  readonly #feed = new Feed();
  readonly terminal = this.#feed.terminal;
  #run: Run = { phase: "none" };
  /** Stays when the program has ended by itself: its memory can still be looked at. */
  #execution: Execution | undefined;
  #lens: PageLens | undefined;

  constructor(
    private readonly place: Place,
    private readonly onChange: (run: Run) => void,
    private readonly files: FilesStore,
  ) {}

  /** Runs a program from its beginning, in place of the one that runs; a setup with a fault starts nothing. */
  start(program: Program, setup: Reading<Setup>): void {
    this.#end();
    this.terminal.clear();
    if ("fault" in setup) {
      const outcome = { kind: "refused", message: setup.fault } as const;
      this.#change({ phase: "ended", program, outcome, milliseconds: 0, memoryBytes: 0 });
      return;
    }
    this.#execution = this.place.start(program, setup.value, this.#listener(program));
    this.#feed.from(this.#execution);
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
    this.#feed.drain();
    this.#end();
    this.#change({ phase: "stopped", program, milliseconds: performance.now() - since });
  }

  /** Sends a line to the program's standard input, and shows it as a terminal does. */
  send(line: string): void {
    if (!isActive(this.#run)) return;
    // Below what the program wrote before, which may wait to be drawn.
    this.#feed.drain();
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
      onOutput: () => this.#feed.receive(),
      onStarving: () => {
        if (isActive(this.#run)) this.#change({ ...this.#run, phase: "waiting" });
      },
      onFile: (path, bytes) => this.files.set(path, bytes),
      onEnded: (outcome, milliseconds, memoryBytes) => {
        this.#feed.drain();
        this.#change({ phase: "ended", program, outcome, milliseconds, memoryBytes });
      },
    };
  }

  #end(): void {
    this.#execution?.end();
    this.#execution = undefined;
    this.#feed.from(undefined);
  }

  #change(run: Run): void {
    this.#run = run;
    this.onChange(run);
  }
}

/** Whether anything of the program has run: a library is not started, nor is one whose imports are missing. */
export function hasBegun(run: Run): boolean {
  return run.phase !== "ended" || run.outcome.kind === "exited" || run.outcome.kind === "trapped";
}

export function isActive(
  run: Run,
): run is Extract<Run, { phase: "loading" | "running" | "waiting" }> {
  return run.phase === "loading" || run.phase === "running" || run.phase === "waiting";
}
