import { clockCalls } from "./clock";
import { Errno, WasiError } from "./errno";
import { GuestMemory } from "./memory";
import { pollCalls } from "./poll";
import { processCalls } from "./process";
import { pathCalls, stdioCalls } from "./stdio";
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
}

/** Provides what the module imports, and no more. */
export function shim(
  module: WebAssembly.Module,
  streams: Streams,
  args: string[],
  env: Record<string, string>,
): Shim {
  const encoder = new TextEncoder();
  const context: Context = {
    memory: new GuestMemory(),
    streams,
    args: args.map((argument) => encoder.encode(argument)),
    env: Object.entries(env).map(([name, value]) => encoder.encode(`${name}=${value}`)),
    open: new Set([0, 1, 2]),
  };
  const calls: Calls = {
    ...processCalls(context),
    ...clockCalls(context),
    ...stdioCalls(context),
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
