import { newChannel, PageEnd } from "../channel";
import type { Program } from "../state";
import { Terminal } from "../terminal/view";
import type { Outcome, RunRequest, WorkerMessage } from "../worker/messages";
import type { FilesStore } from "./files_store";
import type { Setup } from "./setup";

const WORKER = "/__wasmrun/page/worker.js";

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

/** Runs programs, one at a time, each in a worker of its own that can be ended at once. */
export class Runner {
  readonly terminal = new Terminal((milliseconds) => this.#drawn(milliseconds));
  #run: Run = { phase: "none" };
  #worker: Worker | undefined;
  /** The next worker, started ahead: a new build runs without waiting for it. */
  #spare: Worker | undefined;
  #channel: PageEnd | undefined;
  /** Whether output was handed to the terminal that it has not drawn. */
  #drawing = false;
  #portion = LEAST_OUTPUT;

  constructor(
    private readonly onChange: (run: Run) => void,
    private readonly files: FilesStore,
  ) {
    this.#prepare();
  }

  /** Runs a program from its beginning, in place of the one that runs. */
  start(program: Program, setup: Setup): void {
    this.#end();
    this.terminal.clear();
    const worker = this.#spare ?? newWorker();
    this.#spare = undefined;
    this.#worker = worker;
    const shared = newChannel();
    this.#channel = shared && new PageEnd(shared);
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => this.#hear(program, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#finish(program, { kind: "refused", message: event.message || "the worker failed" });
    };
    const request: RunRequest = {
      base: baseOf(program),
      providers: program.providers,
      args: [...program.args.slice(0, 1), ...setup.args],
      env: setup.env,
      files: this.files.copy(),
      channel: shared,
      forCalls: false,
    };
    worker.postMessage(request);
    this.#change({ phase: "loading", program, since: performance.now() });
  }

  /** Ends the program, wherever it is. */
  stop(): void {
    if (!isActive(this.#run)) return;
    const { program, since } = this.#run;
    this.#drain();
    this.#end();
    this.#prepare();
    this.#change({ phase: "stopped", program, milliseconds: performance.now() - since });
  }

  /** Sends a line to the program's standard input, and shows it as a terminal does. */
  send(line: string): void {
    if (!isActive(this.#run)) return;
    this.terminal.text(`${line}\r\n`);
    this.#channel?.send(new TextEncoder().encode(`${line}\n`));
    if (this.#run.phase === "waiting") this.#change({ ...this.#run, phase: "running" });
  }

  /** Sends what was typed as it is, without showing it: the program does. */
  sendRaw(text: string): void {
    if (!isActive(this.#run)) return;
    this.#channel?.send(new TextEncoder().encode(text));
    if (this.#run.phase === "waiting") this.#change({ ...this.#run, phase: "running" });
  }

  /** Ends the program's standard input. */
  endInput(): void {
    this.#channel?.end();
  }

  #hear(program: Program, message: WorkerMessage): void {
    switch (message.kind) {
      case "started":
        this.#change({ phase: "running", program, since: performance.now() });
        this.#prepare();
        break;
      case "output":
        if (message.bytes === undefined) this.#receive();
        else this.terminal.write(message.bytes);
        break;
      case "drained":
        this.#channel?.refill();
        break;
      case "starving":
        if (isActive(this.#run)) this.#change({ ...this.#run, phase: "waiting" });
        break;
      case "file":
        this.files.set(message.path, message.bytes);
        break;
      case "ready":
      case "called":
        break;
      case "ended":
        this.#finish(program, message.outcome, message.milliseconds, message.memoryBytes);
        break;
    }
  }

  #finish(program: Program, outcome: Outcome, milliseconds = 0, memoryBytes = 0): void {
    this.#drain();
    this.#end();
    this.#prepare();
    this.#change({ phase: "ended", program, outcome, milliseconds, memoryBytes });
  }

  /** Shows some output, unless the terminal has yet to draw the last: then it comes after. */
  #receive(): void {
    if (this.#drawing || this.#channel === undefined) return;
    this.#drawing = true;
    this.terminal.write(this.#channel.receive(this.#portion));
  }

  #drawn(milliseconds: number): void {
    this.#drawing = false;
    const factor = milliseconds > DRAWING_TIME ? 0.5 : 1.5;
    this.#portion = Math.min(Math.max(this.#portion * factor, LEAST_OUTPUT), MOST_OUTPUT);
    if (this.#channel !== undefined && this.#channel.pending() > 0) this.#receive();
  }

  /** Shows all output that is left when the program has ended. */
  #drain(): void {
    const bytes = this.#channel?.receive(Infinity);
    if (bytes !== undefined) this.terminal.write(bytes);
  }

  #end(): void {
    if (this.#worker !== undefined) {
      this.#worker.onmessage = null;
      this.#worker.onerror = null;
      this.#worker.terminate();
    }
    this.#worker = undefined;
    this.#channel = undefined;
  }

  #prepare(): void {
    this.#spare ??= newWorker();
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

/** Where everything about a program is. */
export function baseOf({ url }: Program): string {
  return url.replace(/\.wasm$/, "");
}

export function newWorker(): Worker {
  return new Worker(WORKER, { type: "module" });
}
