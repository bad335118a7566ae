import type { ModuleMemory } from "./worker/messages";

/** The messages of the server, version 1, as its documentation describes them. */

export interface State {
  type: "state";
  version: number;
  sequence: number;
  project: string;
  /** The address that opens an editor, with `{file}`, `{line}` and `{column}`. */
  editor: string;
  building: boolean;
  progress: Progress | null;
  build: BuildReport | null;
  history: HistoryNote[];
  program: Program | null;
  app: App | null;
}

/** One build of this run. */
export interface HistoryNote {
  at: number;
  succeeded: boolean;
  milliseconds: number;
  errors: number;
  warnings: number;
  bytes: number | null;
}

/** The web app that is served on a port of its own. */
export interface App {
  id: string;
  port: number;
  /** The path that it begins below, with a slash at both ends. */
  base: string;
  bytes: number;
}

export interface Progress {
  message: string;
  current: number | null;
  total: number | null;
}

export interface BuildReport {
  succeeded: boolean;
  milliseconds: number;
  diagnostics: Diagnostic[];
  omitted: number;
  output: string;
}

export interface Diagnostic {
  severity: string;
  message: string;
  code: string | null;
  source: string | null;
  place: Place | null;
  label: string | null;
  hints: string[];
  related: { place: Place; label: string | null }[];
  excerpt: { first_line: number; lines: string[] } | null;
}

export interface Place {
  file: string;
  /** Whether it lies in the project. */
  inside: boolean;
  line: number;
  column: number;
  end_line: number | null;
  end_column: number | null;
}

export interface Program {
  id: string;
  name: string;
  url: string;
  bytes: number;
  args: string[];
  env: Record<string, string>;
  /** The names that the exports of its providers are imported from, in the order of their start. */
  providers: string[];
  memories: ModuleMemory[];
}

export interface Session {
  version: number;
  token: string;
  /** How often the server gives a sign of life through each WebSocket, in milliseconds. */
  heartbeat: number;
  page: string;
}
