import { shim, type Shim } from "../wasi/shim";
import type { Streams } from "../wasi/streams";
import { fetchFolders } from "./folders";
import type { Outcome, RunRequest, WorkerMessage } from "./messages";
import { outcomeOf } from "./outcome";

/** What a run tells of itself before its end. */
export type Tell = (message: WorkerMessage) => void;

/** Runs the module that is asked for, from the download to its end; a module that is to wait for
 * calls is handed to `onReady` and has no end. Never throws. */
export async function run(
  request: RunRequest,
  streams: Streams,
  tell: Tell,
  onReady: (instance: WebAssembly.Instance) => void,
): Promise<void> {
  let begin = performance.now();
  let memory: WebAssembly.Memory | undefined;
  let world: Shim | undefined;
  const end = (outcome: Outcome) => {
    world?.flush();
    const milliseconds = performance.now() - begin;
    tell({ kind: "ended", outcome, milliseconds, memoryBytes: memory?.buffer.byteLength ?? 0 });
  };
  try {
    const [module, folders] = await Promise.all([
      WebAssembly.compileStreaming(fetch(request.url)),
      fetchFolders(request.folders),
    ]);
    const { args, env, files } = request;
    const onFile = (path: string, bytes: Uint8Array | undefined) =>
      tell({ kind: "file", path, bytes: bytes?.slice() });
    world = shim(module, { streams, args, env, folders, files, onFile });
    if (world.missing.length > 0) return end({ kind: "missing", imports: world.missing });
    const exports = WebAssembly.Module.exports(module);
    const has = (name: string) => exports.some((one) => one.name === name && one.kind === "function");
    if (!request.forCalls && !has("_start")) return end({ kind: "library", exports });
    tell({ kind: "started" });
    begin = performance.now();
    const instance = await WebAssembly.instantiate(module, world.imports);
    if (instance.exports["memory"] instanceof WebAssembly.Memory) {
      memory = instance.exports["memory"];
      world.attach(memory);
    }
    const start = (name: string) => (instance.exports[name] as () => void)();
    if (request.forCalls) {
      if (has("_initialize")) start("_initialize");
      return onReady(instance);
    }
    start("_start");
    end({ kind: "exited", code: 0 });
  } catch (error) {
    end(outcomeOf(error));
  }
}
