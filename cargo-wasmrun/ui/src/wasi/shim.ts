/**
 * WASI preview 1 in a browser, for modules that share one run. The functions come in parts, one for each
 * file in `calls`; the server puts those that a program imports together with this into one script.
 */
import { Descriptors } from "./descriptors";
import { Errno, WasiError } from "./errno";
import { GuestMemory } from "./memory";
import type { Streams } from "./streams";
import type { Call, Calls, Context, GuestFolder, Part } from "./types";

const MODULE = "wasi_snapshot_preview1";

/** The import that nothing provides. */
export interface MissingImport {
  module: string;
  name: string;
  kind: string;
}

/** What a guest is given. */
export interface World {
  streams: Streams;
  args: string[];
  env: Record<string, string>;
  folders: GuestFolder[];
  /** Files by their full paths. */
  files: Map<string, Uint8Array>;
  /** Told of what became of a file; `undefined` is that it is gone. */
  onFile(path: string, contents: Uint8Array | undefined): void;
}

/** What one module is instantiated with. */
export interface Linked {
  imports: WebAssembly.Imports;
  /** What the module needs and is not given. */
  missing: MissingImport[];
  /** To call once the module is instantiated, before any of its functions. */
  attach(instance: WebAssembly.Instance): void;
}

/** WASI for one run. */
export interface Wasi {
  /** Provides what a module imports, and no more. `others` goes before what we would give. */
  link(module: WebAssembly.Module, others?: WebAssembly.Imports): Linked;
  /** Tells of the files that are still open. To call at the end. */
  flush(): void;
}

/** WASI of these parts, in this world. */
export function wasi(parts: Part[], world: World): Wasi {
  const encoder = new TextEncoder();
  const shared: Omit<Context, "memory"> = {
    streams: world.streams,
    args: world.args.map((argument) => encoder.encode(argument)),
    env: Object.entries(world.env).map(([name, value]) => encoder.encode(`${name}=${value}`)),
    descriptors: new Descriptors(),
    given: { folders: world.folders, files: world.files, opened: false },
    onFile: world.onFile,
  };
  return {
    link: (module, others = {}) => {
      const memory = new GuestMemory();
      const calls: Calls = Object.assign({}, ...parts.map((part) => part({ ...shared, memory })));
      return {
        ...choose(module, calls, others),
        attach: ({ exports }) => {
          if (exports["memory"] instanceof WebAssembly.Memory) memory.attach(exports["memory"]);
        },
      };
    },
    flush: () => {
      for (const file of shared.descriptors.files()) {
        if (file.dirty) shared.onFile(file.path, file.node.contents());
      }
    },
  };
}

/** What `module` imports, from `others` or else from `calls`. */
function choose(
  module: WebAssembly.Module,
  calls: Calls,
  others: WebAssembly.Imports,
): Pick<Linked, "imports" | "missing"> {
  const imports: WebAssembly.Imports = {};
  const missing: MissingImport[] = [];
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    const call = from === MODULE && kind === "function" && Object.hasOwn(calls, name) ? calls[name] : undefined;
    const value = others[from]?.[name] ?? (call && answering(call));
    if (value === undefined) missing.push({ module: from, name, kind });
    else (imports[from] ??= {})[name] = value;
  }
  return { imports, missing };
}

/** Turns a call that may throw an error number into one that returns it. */
function answering(call: Call): Call {
  return (...parameters) => {
    try {
      return call(...parameters) ?? Errno.success;
    } catch (error) {
      if (error instanceof WasiError) return error.errno;
      throw error;
    }
  };
}
