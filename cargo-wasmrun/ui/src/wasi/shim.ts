import { clockCalls } from "./clock";
import { descriptorCalls } from "./descriptor_calls";
import { Descriptors } from "./descriptors";
import { Errno, WasiError } from "./errno";
import { openFolders, type GuestFolder } from "./folders";
import { GuestMemory } from "./memory";
import { pathCalls } from "./path_calls";
import { pollCalls } from "./poll";
import { processCalls } from "./process";
import { transferCalls } from "./transfer";
import type { Streams } from "./streams";
import type { Call, Calls, Context } from "./types";

const MODULE = "wasi_snapshot_preview1";

/** The import that nothing provides. */
export interface MissingImport {
  module: string;
  name: string;
  kind: string;
}

/** WASI preview 1 for one run of one module, in the browser. */
export interface Shim {
  imports: WebAssembly.Imports;
  /** What the module needs and this page does not have. */
  missing: MissingImport[];
  /** To call once the module is instantiated, before any of its functions. */
  attach(memory: WebAssembly.Memory): void;
  /** Tells of the files that are still open. To call at the end. */
  flush(): void;
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

/** Provides what the module imports, and no more. */
export function shim(module: WebAssembly.Module, world: World): Shim {
  const encoder = new TextEncoder();
  const context: Context = {
    memory: new GuestMemory(),
    streams: world.streams,
    args: world.args.map((argument) => encoder.encode(argument)),
    env: Object.entries(world.env).map(([name, value]) => encoder.encode(`${name}=${value}`)),
    descriptors: new Descriptors(),
    onFile: world.onFile,
  };
  openFolders(context.descriptors, world.folders, world.files);
  const calls: Calls = {
    ...processCalls(context),
    ...clockCalls(context),
    ...descriptorCalls(context),
    ...transferCalls(context),
    ...pathCalls(context),
    ...pollCalls(context),
  };
  const provided: Record<string, Call> = {};
  const missing: MissingImport[] = [];
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (from === MODULE && kind === "function" && call !== undefined) {
      provided[name] = answering(call);
    } else {
      missing.push({ module: from, name, kind });
    }
  }
  return {
    imports: { [MODULE]: provided },
    missing,
    attach: (memory) => context.memory.attach(memory),
    flush: () => {
      for (const file of context.descriptors.files()) {
        if (file.dirty) context.onFile(file.path, file.node.contents());
      }
    },
  };
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
