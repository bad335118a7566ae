import type { SharedChannel } from "../channel";
import type { MissingImport } from "../wasi/shim";

/** What the page asks of the worker, once. */
export interface RunRequest {
  url: string;
  args: string[];
  env: Record<string, string>;
  /** Absent where the browser does not share memory: then there is no input. */
  channel: SharedChannel | undefined;
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

/** What the worker tells the page. */
export type WorkerMessage =
  | { kind: "started" }
  | { kind: "output"; bytes?: Uint8Array }
  | { kind: "drained" }
  | { kind: "starving" }
  | { kind: "ended"; outcome: Outcome; milliseconds: number; memoryBytes: number };
