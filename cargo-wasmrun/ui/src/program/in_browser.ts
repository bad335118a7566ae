import { PageLens } from "../memory/page_lens";
import { newSharedLens } from "../memory/shared";
import type { Program } from "../state";
import { GuestStreams } from "../worker/guest_streams";
import type { Request, RunRequest, WorkerMessage } from "../worker/messages";
import { baseOf, newWorker } from "../worker/start";
import type { Execution, Listener, Place } from "./execution";
import type { FilesStore } from "./files_store";
import type { Setup } from "./setup";

/** Runs programs in this browser, each in a worker of its own that can be ended at once. */
export class InBrowser implements Place {
  /** The next worker, started ahead: a new build runs without waiting for it. */
  #spare: Worker | undefined = newWorker();

  constructor(private readonly files: FilesStore) {}

  start(program: Program, setup: Setup, listener: Listener): Execution {
    const worker = this.#spare ?? newWorker();
    this.#spare = undefined;
    const streams = new GuestStreams();
    const { shared, channel } = streams;
    const sharedLens = newSharedLens();
    const lens = sharedLens && new PageLens(sharedLens, () => {
      channel?.wake();
      worker.postMessage({ kind: "look" } satisfies Request);
    });
    const hear = (message: WorkerMessage) => {
      switch (message.kind) {
        case "started":
          this.#prepare();
          return listener.onStarted();
        case "output":
          streams.put(message.bytes);
          return listener.onOutput();
        case "drained":
          return channel?.refill();
        case "starving":
          return listener.onStarving();
        case "file":
          return listener.onFile(message.path, message.bytes);
        case "ready":
        case "called":
          return;
        case "ended":
          this.#prepare();
          return listener.onEnded(message.outcome, message.milliseconds, message.memoryBytes);
      }
    };
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      const message = event.message || "the worker failed";
      listener.onEnded({ kind: "refused", message }, 0, 0);
    };
    const request: RunRequest = {
      base: baseOf(program),
      providers: program.providers,
      args: [...program.args.slice(0, 1), ...setup.args],
      env: setup.env,
      files: this.files.copy(),
      channel: shared,
      lens: sharedLens,
      memories: program.memories,
      bytes: program.bytes,
      forCalls: false,
    };
    worker.postMessage(request);
    return {
      lens,
      send: (bytes) => channel?.send(bytes),
      endInput: () => channel?.end(),
      pending: () => streams.pending(),
      receive: (most) => streams.receive(most),
      end: () => {
        worker.onmessage = null;
        worker.onerror = null;
        worker.terminate();
        this.#prepare();
      },
    };
  }

  #prepare(): void {
    this.#spare ??= newWorker();
  }
}
