import { PageLens } from "../memory/page_lens";
import { newSharedLens } from "../memory/shared";
import type { FilesStore } from "../program/files_store";
import type { Setup } from "../program/setup";
import type { Reading } from "../reading";
import type { Program } from "../state";
import { Feed } from "../terminal/feed";
import type { Terminal } from "../terminal/view";
import { GuestStreams } from "../worker/guest_streams";
import type { CallOutcome, CallRequest, Request, RunRequest, WorkerMessage } from "../worker/messages";
import { baseOf, newWorker } from "../worker/start";

/** The most calls that are listed. */
const MOST_CALLS = 500;

/** One call, from its beginning to its end. */
export interface Call {
  id: number;
  name: string;
  results: string[];
  /** The arguments as they were typed. */
  typed: string[];
  outcome: CallOutcome | undefined;
  milliseconds: number;
}

/** An instance of the module whose functions are called; its state lasts until it is reset. */
export class CallSession {
  #worker: Worker | undefined;
  #lens: PageLens | undefined;
  #ready = false;
  #waiting: CallRequest[] = [];
  #calls: Call[] = [];
  #last = 0;
  #feed = new Feed();
  #streams: GuestStreams | undefined;
  /** Whether the functions have written anything. */
  #hasOutput = false;

  constructor(
    private readonly program: Program,
    private readonly setup: () => Reading<Setup>,
    private readonly files: FilesStore,
    private readonly onChange: (calls: Call[], hasOutput: boolean) => void,
  ) {}

  /** Shows what the functions write. */
  get terminal(): Terminal {
    return this.#feed.terminal;
  }

  /** Calls a function; the outcome comes with a change of the calls. */
  call(request: Omit<CallRequest, "id" | "kind">, typed: string[]): void {
    this.#last += 1;
    const id = this.#last;
    const message: CallRequest = { kind: "call", ...request, id };
    const { name, results } = request;
    const added = { id, name, results, typed, outcome: undefined, milliseconds: 0 };
    this.#calls = [...this.#calls, added].slice(-MOST_CALLS);
    this.#start();
    if (this.#ready) this.#worker?.postMessage(message);
    else if (this.#worker !== undefined) this.#waiting.push(message);
    this.#tell();
  }

  /** Shows the memories of the instance, or what they showed last. */
  get lens(): PageLens | undefined {
    return this.#lens;
  }

  /** Ends the instance, wherever it is; the next call begins with a new one. */
  reset(): void {
    this.#feed.drain();
    this.#feed.from(undefined);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = false;
    this.#waiting = [];
    this.#end({ kind: "refused", message: "stopped" });
  }

  /** Forgets all calls. */
  clear(): void {
    this.#calls = [];
    this.reset();
    this.#hasOutput = false;
    this.terminal.clear();
    this.#tell();
  }

  #start(): void {
    if (this.#worker !== undefined) return;
    const setup = this.setup();
    if ("fault" in setup) return this.#end({ kind: "refused", message: `not called: ${setup.fault}` });
    const worker = newWorker();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end({ kind: "refused", message: event.message || "the worker failed" });
    };
    const { args, providers, memories, bytes } = this.program;
    const streams = new GuestStreams();
    // Calls have nothing to read.
    streams.channel?.end();
    this.#streams = streams;
    this.#feed.from(streams);
    const shared = newSharedLens();
    const look = { kind: "look" } satisfies Request;
    this.#lens = shared && new PageLens(shared, () => worker.postMessage(look));
    const request: RunRequest = {
      base: baseOf(this.program),
      providers,
      args: [...args.slice(0, 1), ...setup.value.args],
      env: setup.value.env,
      files: this.files.copy(),
      channel: streams.shared,
      lens: shared,
      memories,
      bytes,
      forCalls: true,
    };
    worker.postMessage(request);
  }

  #hear(message: WorkerMessage): void {
    switch (message.kind) {
      case "ready":
        this.#ready = true;
        for (const request of this.#waiting.splice(0)) this.#worker?.postMessage(request);
        break;
      case "called":
        this.#settle(message.id, message.outcome, message.milliseconds);
        break;
      case "output":
        this.#streams?.put(message.bytes);
        this.#feed.receive();
        if (!this.#hasOutput) {
          this.#hasOutput = true;
          this.#tell();
        }
        break;
      case "file":
        this.files.set(message.path, message.bytes);
        break;
      case "ended":
        // The module could not be instantiated.
        this.#worker?.terminate();
        this.#worker = undefined;
        this.#waiting = [];
        this.#end(message.outcome);
        break;
      default:
        break;
    }
  }

  #settle(id: number, outcome: CallOutcome, milliseconds: number): void {
    this.#calls = this.#calls.map((call) => (call.id === id ? { ...call, outcome, milliseconds } : call));
    this.#tell();
  }

  #end(outcome: CallOutcome): void {
    this.#calls = this.#calls.map((call) => ({ ...call, outcome: call.outcome ?? outcome }));
    this.#tell();
  }

  #tell(): void {
    this.onChange(this.#calls, this.#hasOutput);
  }
}
