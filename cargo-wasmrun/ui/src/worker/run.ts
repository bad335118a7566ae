import { Exit } from "../wasi/exit";
import { shim } from "../wasi/shim";
import type { Streams } from "../wasi/streams";
import type { Outcome, RunRequest, WorkerMessage } from "./messages";

type Ended = Extract<WorkerMessage, { kind: "ended" }>;

/** Runs the module that is asked for, from the download to its end. Never throws. */
export async function run(
  request: RunRequest,
  streams: Streams,
  onStart: () => void,
): Promise<Ended> {
  let begin = performance.now();
  let memory: WebAssembly.Memory | undefined;
  const ended = (outcome: Outcome): Ended => ({
    kind: "ended",
    outcome,
    milliseconds: performance.now() - begin,
    memoryBytes: memory?.buffer.byteLength ?? 0,
  });
  try {
    const module = await WebAssembly.compileStreaming(fetch(request.url));
    const { imports, missing, attach } = shim(module, streams, request.args, request.env);
    if (missing.length > 0) return ended({ kind: "missing", imports: missing });
    const exports = WebAssembly.Module.exports(module);
    const has = (name: string) => exports.some((one) => one.name === name && one.kind === "function");
    if (!has("_start")) return ended({ kind: "library", exports });
    onStart();
    begin = performance.now();
    const instance = await WebAssembly.instantiate(module, imports);
    if (instance.exports["memory"] instanceof WebAssembly.Memory) {
      memory = instance.exports["memory"];
      attach(memory);
    }
    (instance.exports["_start"] as () => void)();
    return ended({ kind: "exited", code: 0 });
  } catch (error) {
    return ended(outcome(error));
  }
}

function outcome(error: unknown): Outcome {
  if (error instanceof Exit) return { kind: "exited", code: error.code };
  if (error instanceof WebAssembly.RuntimeError) return trapped(error.message, error);
  // What the engines throw when the guest's calls go too deep.
  if (error instanceof RangeError || (error as Error)?.name === "InternalError") {
    return trapped("call stack exhausted", error as Error);
  }
  return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
}

/** The most frames that are shown of a trap. */
const MOST_FRAMES = 30;

function trapped(message: string, error: Error): Outcome {
  const frames = (error.stack ?? "")
    .split("\n")
    .map((line) => line.trim().replace(/^at /, ""))
    .filter((line) => line.includes("wasm"))
    .map(frame)
    .slice(0, MOST_FRAMES);
  return { kind: "trapped", message, frames };
}

/** `name (wasm://wasm/5f1c:wasm-function[12]:0x3a4)` without the address that says nothing. */
function frame(line: string): string {
  const parts = /^(?<name>.*?)\s*\(?(?:@?wasm:|https?:)[^\s]*?wasm-function\[(?<index>\d+)\]:(?<offset>0x[0-9a-f]+)/.exec(line);
  if (parts?.groups === undefined) return line;
  const { name, index, offset } = parts.groups;
  return `${name || `function ${index}`} at ${offset}`;
}
