/** What a web app does while it runs, as the server tells it. */
export type Entry = { number: number; at: number } & (ConsoleEntry | RequestEntry | OutputEntry);

export interface ConsoleEntry {
  kind: "console";
  level: "debug" | "log" | "info" | "warn" | "error";
  text: string;
  page: string;
}

export interface RequestEntry {
  kind: "request";
  method: string;
  path: string;
  status: number;
  bytes: number | null;
  milliseconds: number;
}

export interface OutputEntry {
  kind: "output";
  stream: string;
  text: string;
}

export interface ActivityMessage {
  type: "activity";
  entries: Entry[];
}

/** The most entries that the page keeps. */
const MOST = 1_000;

/** The entries with those that came; after a reconnect the server tells what is known already. */
export function withNew(known: Entry[], { entries }: ActivityMessage): Entry[] {
  const last = known.at(-1);
  const restarted = last !== undefined && (entries[0]?.number ?? 0) <= last.number
    && !entries.some(({ number, at }) => number === last.number && at === last.at);
  if (last === undefined || restarted) return entries;
  return [...known, ...entries.filter(({ number }) => number > last.number)].slice(-MOST);
}
