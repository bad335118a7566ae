import type { WorkerLens } from "../memory/worker_lens";
import type { Streams } from "../wasi/streams";
import type { Wasi, World } from "../wasi/shim";
import { fetchFolders } from "./folders";
import { link, MissingImports } from "./linking";
import type { Outcome, RunRequest, WorkerMessage } from "./messages";
import { compile, fetchModule, memoriesOf } from "./module";
import { outcomeOf } from "./outcome";

/** What a run tells of itself before its end. */
export type Tell = (message: WorkerMessage) => void;

/** An instance that waits for calls. */
export interface Started {
  instance: WebAssembly.Instance;
  /** How many bytes its code lies behind where the built file has it. */
  shift: number;
}

/** Runs the module that is asked for, from the download to its end. Returns the instance of a module that
 * is to wait for calls, which has no end. Never throws. */
export async function run(
  request: RunRequest,
  streams: Streams,
  lens: WorkerLens | undefined,
  tell: Tell,
): Promise<Started | undefined> {
  let begin = performance.now();
  let memories: WebAssembly.Memory[] = [];
  let wasi: Wasi | undefined;
  let shift = 0;
  const end = (outcome: Outcome, milliseconds = performance.now() - begin) => {
    wasi?.flush();
    lens?.show();
    const memoryBytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    tell({ kind: "ended", outcome, milliseconds, memoryBytes });
    return undefined;
  };
  try {
    const { base, args, env, files } = request;
    const [fetched, providers, folders, shim] = await Promise.all([
      fetchModule(request),
      Promise.all(request.providers.map(async (name, index) =>
        ({ name, module: await compile(`${base}/providers/${index}.wasm`) }))),
      fetchFolders(`${base}/folders`),
      import(/* @vite-ignore */ `${base}/shim.js`) as Promise<{ wasi(world: World): Wasi }>,
    ]);
    const { module } = fetched;
    shift = fetched.shift;
    const onFile = (path: string, bytes: Uint8Array | undefined) =>
      tell({ kind: "file", path, bytes: bytes?.slice() });
    wasi = shim.wasi({ streams, args, env, folders, files, onFile });
    const hidden = new Set(request.memories.filter(({ exported }) => !exported).map(({ name }) => name));
    const exports = WebAssembly.Module.exports(module).filter(({ name }) => !hidden.has(name));
    const has = (name: string) => exports.some((one) => one.name === name && one.kind === "function");
    if (!request.forCalls && !has("_start")) return end({ kind: "library", exports });
    const instantiate = await link(wasi, module, providers, lens);
    tell({ kind: "started" });
    begin = performance.now();
    const instance = await instantiate();
    memories = memoriesOf(instance, request);
    lens?.attach(memories);
    const start = (name: string) => (instance.exports[name] as () => void)();
    if (request.forCalls) {
      if (has("_initialize")) start("_initialize");
      return { instance, shift };
    }
    start("_start");
    return end({ kind: "exited", code: 0 });
  } catch (error) {
    if (error instanceof MissingImports) return end({ kind: "missing", imports: error.imports });
    const milliseconds = performance.now() - begin;
    return end(await outcomeOf(error, request, shift), milliseconds);
  }
}
