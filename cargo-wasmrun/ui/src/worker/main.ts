/** The worker's entry: runs one module once. */
import { WorkerEnd } from "../channel";
import type { Streams } from "../wasi/streams";
import type { RunRequest, WorkerMessage } from "./messages";
import { run } from "./run";

const tell = (message: WorkerMessage) => postMessage(message);

addEventListener(
  "message",
  (event: MessageEvent<RunRequest>) => {
    void run(event.data, streams(event.data), () => tell({ kind: "started" })).then(tell);
  },
  { once: true },
);

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
