/** The worker's entry: runs one module once, or calls its functions as it is asked to. */
import { WorkerEnd } from "../channel";
import type { Streams } from "../wasi/streams";
import { call } from "./calls";
import type { CallRequest, RunRequest, WorkerMessage } from "./messages";
import { run } from "./run";

const tell = (message: WorkerMessage) => postMessage(message);

addEventListener(
  "message",
  ({ data }: MessageEvent<RunRequest>) => void run(data, streams(data), tell, waitForCalls),
  { once: true },
);

function waitForCalls(instance: WebAssembly.Instance): void {
  addEventListener("message", ({ data }: MessageEvent<CallRequest>) => {
    const begin = performance.now();
    const outcome = call(instance, data);
    tell({ kind: "called", id: data.id, outcome, milliseconds: performance.now() - begin });
  });
  tell({ kind: "ready" });
}

function streams({ channel }: RunRequest): Streams {
  if (channel === undefined) return withoutSharing();
  return new WorkerEnd(channel, {
    output: () => tell({ kind: "output" }),
    drained: () => tell({ kind: "drained" }),
    starving: () => tell({ kind: "starving" }),
  });
}

/** Streams for a browser that does not share memory: output in messages, and no input. */
function withoutSharing(): Streams {
  return {
    write: (bytes) => tell({ kind: "output", bytes: bytes.slice() }),
    read: () => 0,
    available: () => 0,
    ended: () => true,
    wait: (milliseconds) => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
    },
  };
}
