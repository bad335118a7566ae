import type { SharedChannel } from "../channel";
import type { SharedLens } from "../memory/shared";
import type { Value } from "../functions/value";
import type { MissingImport } from "../wasi/shim";

/** What the page asks of the worker, once. */
export interface RunRequest {
  /** What the addresses of everything about the program begin with. */
  base: string;
  /** The names that the exports of the program's providers are imported from. */
  providers: string[];
  args: string[];
  env: Record<string, string>;
  /** Files by their full paths. */
  files: Map<string, Uint8Array>;
  /** Absent where the browser does not share memory: then there is no input. */
  channel: SharedChannel | undefined;
  /** Shows the memories; absent where the browser does not share memory. */
  lens: SharedLens | undefined;
  /** The memories of the module, in their order. */
  memories: ModuleMemory[];
  /** The size of the module in bytes. */
  bytes: number;
  /** Whether to wait for calls instead of running the program. */
  forCalls: boolean;
}

/** One memory of a module. */
export interface ModuleMemory {
  /** The name that it is exported by, where it can be looked at. */
  name: string;
  /** Whether the module itself exports it. */
  exported: boolean;
}

/** What the page asks of a worker that has nothing else to do. */
export type Request = CallRequest | { kind: "look" };

/** What the page asks of a worker that waits for calls. */
export interface CallRequest {
  kind: "call";
  id: number;
  name: string;
  parameters: string[];
  results: string[];
  values: Value[];
}

/** An export of a module that is no program. */
export interface Export {
  name: string;
  kind: string;
}

/** How a run ended. */
export type Outcome =
  | { kind: "exited"; code: number }
  | { kind: "trapped"; message: string; frames: string[] }
  | { kind: "missing"; imports: MissingImport[] }
  | { kind: "library"; exports: Export[] }
  | { kind: "refused"; message: string };

/** How a call ended. */
export type CallOutcome = { kind: "returned"; values: Value[] } | Outcome;

/** What the worker tells the page. */
export type WorkerMessage =
  | { kind: "started" }
  | { kind: "output"; bytes?: Uint8Array }
  | { kind: "drained" }
  | { kind: "starving" }
  /** A file was written, or is gone. */
  | { kind: "file"; path: string; bytes: Uint8Array | undefined }
  /** The module waits for calls. */
  | { kind: "ready" }
  | { kind: "called"; id: number; outcome: CallOutcome; milliseconds: number }
  | { kind: "ended"; outcome: Outcome; milliseconds: number; memoryBytes: number };
