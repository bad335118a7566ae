/** The worker's entry: runs one module once, or calls its functions as it is asked to. */
import { WorkerEnd } from "../channel";
import { WorkerLens } from "../memory/worker_lens";
import type { Streams } from "../wasi/streams";
import { call } from "./calls";
import type { CallOutcome, CallRequest, Request, RunRequest, WorkerMessage } from "./messages";
import { outcomeOf } from "./outcome";
import { run, type Started } from "./run";

const tell = (message: WorkerMessage) => postMessage(message);

addEventListener("message", ({ data }: MessageEvent<RunRequest>) => void begin(data), { once: true });

async function begin(request: RunRequest): Promise<void> {
  const lens = request.lens && new WorkerLens(request.lens);
  const started = await run(request, streams(request, lens), lens, tell);
  addEventListener("message", ({ data }: MessageEvent<Request>) => {
    if (data.kind === "look") lens?.show();
    else if (started !== undefined) void answer(data, request, started, lens);
  });
  if (started !== undefined) tell({ kind: "ready" });
}

/** Calls a function and tells what came of it. */
async function answer(
  asked: CallRequest,
  request: RunRequest,
  { instance, shift }: Started,
  lens: WorkerLens | undefined,
): Promise<void> {
  const begin = performance.now();
  const end = (outcome: CallOutcome, milliseconds: number) =>
    tell({ kind: "called", id: asked.id, outcome, milliseconds });
  try {
    const values = call(instance, asked);
    end({ kind: "returned", values }, performance.now() - begin);
  } catch (error) {
    const milliseconds = performance.now() - begin;
    end(await outcomeOf(error, request, shift), milliseconds);
  }
  lens?.show();
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
