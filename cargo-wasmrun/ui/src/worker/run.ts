import type { Streams } from "../wasi/streams";
import type { Wasi, World } from "../wasi/shim";
import { fetchFolders } from "./folders";
import { link, MissingImports } from "./linking";
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
  let wasi: Wasi | undefined;
  const end = (outcome: Outcome) => {
    wasi?.flush();
    const milliseconds = performance.now() - begin;
    tell({ kind: "ended", outcome, milliseconds, memoryBytes: memory?.buffer.byteLength ?? 0 });
  };
  try {
    const { base, args, env, files } = request;
    const [module, providers, folders, shim] = await Promise.all([
      compile(`${base}.wasm`),
      Promise.all(request.providers.map(async (name, index) =>
        ({ name, module: await compile(`${base}/providers/${index}.wasm`) }))),
      fetchFolders(`${base}/folders`),
      import(/* @vite-ignore */ `${base}/shim.js`) as Promise<{ wasi(world: World): Wasi }>,
    ]);
    const onFile = (path: string, bytes: Uint8Array | undefined) =>
      tell({ kind: "file", path, bytes: bytes?.slice() });
    wasi = shim.wasi({ streams, args, env, folders, files, onFile });
    const exports = WebAssembly.Module.exports(module);
    const has = (name: string) => exports.some((one) => one.name === name && one.kind === "function");
    if (!request.forCalls && !has("_start")) return end({ kind: "library", exports });
    const instantiate = await link(wasi, module, providers);
    tell({ kind: "started" });
    begin = performance.now();
    const instance = await instantiate();
    if (instance.exports["memory"] instanceof WebAssembly.Memory) memory = instance.exports["memory"];
    const start = (name: string) => (instance.exports[name] as () => void)();
    if (request.forCalls) {
      if (has("_initialize")) start("_initialize");
      return onReady(instance);
    }
    start("_start");
    end({ kind: "exited", code: 0 });
  } catch (error) {
    end(error instanceof MissingImports ? { kind: "missing", imports: error.imports } : outcomeOf(error));
  }
}

function compile(url: string): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(fetch(url));
}
