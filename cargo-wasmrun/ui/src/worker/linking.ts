import type { WorkerLens } from "../memory/worker_lens";
import type { MissingImport, Wasi } from "../wasi/shim";

/** A module whose exports others import by this name. */
export interface Provider {
  name: string;
  module: WebAssembly.Module;
}

/** Nothing provides what a module imports. */
export class MissingImports extends Error {
  constructor(readonly imports: MissingImport[]) {
    super("imports are missing");
  }
}

/** Starts the providers, each of which may import from those before it, and returns what instantiates
 * `module` with them and WASI. `lens` has a glance whenever the module calls out. */
export async function link(
  wasi: Wasi,
  module: WebAssembly.Module,
  providers: Provider[],
  lens: WorkerLens | undefined,
): Promise<() => Promise<WebAssembly.Instance>> {
  const provided: WebAssembly.Imports = {};
  for (const provider of providers) {
    const instance = await prepare(wasi, provider.module, provided)();
    const initialize = instance.exports["_initialize"];
    if (typeof initialize === "function") initialize();
    provided[provider.name] = instance.exports;
  }
  return prepare(wasi, module, provided, lens);
}

function prepare(
  wasi: Wasi,
  module: WebAssembly.Module,
  provided: WebAssembly.Imports,
  lens?: WorkerLens,
): () => Promise<WebAssembly.Instance> {
  const { imports, missing, attach } = wasi.link(module, provided);
  if (missing.length > 0) throw new MissingImports(missing);
  return async () => {
    const instance = await WebAssembly.instantiate(module, lens === undefined ? imports : glancing(imports, lens));
    attach(instance);
    return instance;
  };
}

/** The same imports, with a glance after each call of a function that is not another module's: to wrap such a
 * one would make it another function. */
function glancing(imports: WebAssembly.Imports, lens: WorkerLens): WebAssembly.Imports {
  const wrap = (value: WebAssembly.ImportValue): WebAssembly.ImportValue => {
    if (typeof value !== "function" || /^\d+$/.test(value.name)) return value;
    return (...parameters: unknown[]) => {
      const result: unknown = value(...parameters);
      lens.glance();
      return result;
    };
  };
  return Object.fromEntries(Object.entries(imports).map(([from, values]) => [
    from,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wrap(value)])),
  ]));
}
