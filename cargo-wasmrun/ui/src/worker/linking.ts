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
 * `module` with them and WASI. */
export async function link(
  wasi: Wasi,
  module: WebAssembly.Module,
  providers: Provider[],
): Promise<() => Promise<WebAssembly.Instance>> {
  const provided: WebAssembly.Imports = {};
  for (const provider of providers) {
    const instance = await prepare(wasi, provider.module, provided)();
    const initialize = instance.exports["_initialize"];
    if (typeof initialize === "function") initialize();
    provided[provider.name] = instance.exports;
  }
  return prepare(wasi, module, provided);
}

function prepare(
  wasi: Wasi,
  module: WebAssembly.Module,
  provided: WebAssembly.Imports,
): () => Promise<WebAssembly.Instance> {
  const { imports, missing, attach } = wasi.link(module, provided);
  if (missing.length > 0) throw new MissingImports(missing);
  return async () => {
    const instance = await WebAssembly.instantiate(module, imports);
    attach(instance);
    return instance;
  };
}
