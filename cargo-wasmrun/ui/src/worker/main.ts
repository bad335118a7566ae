/** The worker's entry: runs one module once, or calls its functions as it is asked to. */
import { WorkerEnd } from "../channel";
import { WorkerLens } from "../memory/worker_lens";
import type { Streams } from "../wasi/streams";
import { call } from "./calls";
import type { Request, RunRequest, WorkerMessage } from "./messages";
import { run } from "./run";

const tell = (message: WorkerMessage) => postMessage(message);

addEventListener("message", ({ data }: MessageEvent<RunRequest>) => void begin(data), { once: true });

async function begin(request: RunRequest): Promise<void> {
  const lens = request.lens && new WorkerLens(request.lens);
  const instance = await run(request, streams(request, lens), lens, tell);
  addEventListener("message", ({ data }: MessageEvent<Request>) => {
    if (data.kind === "look") return lens?.show();
    if (instance === undefined) return;
    const begin = performance.now();
    const outcome = call(instance, data);
    lens?.show();
    tell({ kind: "called", id: data.id, outcome, milliseconds: performance.now() - begin });
  });
  if (instance !== undefined) tell({ kind: "ready" });
}

function streams({ channel }: RunRequest, lens: WorkerLens | undefined): Streams {
  if (channel === undefined) return withoutSharing();
  return new WorkerEnd(channel, {
    output: () => tell({ kind: "output" }),
    drained: () => tell({ kind: "drained" }),
    starving: () => tell({ kind: "starving" }),
    idle: () => lens?.show(),
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
