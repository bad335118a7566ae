/** What a web app does while it runs, as the server tells it. */
export type Entry = { number: number; at: number } & (ConsoleEntry | RequestEntry | MessageEntry | OutputEntry);

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

/** A message of a WebSocket. */
export interface MessageEntry {
  kind: "message";
  path: string;
  from: "page" | "server";
  /** The beginning of a long one; `null` if it is binary. */
  text: string | null;
  bytes: number;
}

export interface OutputEntry {
  kind: "output";
  stream: string;
  text: string;
}

/** Whether somebody wrote it to be read. */
export function isWritten(entry: Entry): entry is Extract<Entry, ConsoleEntry | OutputEntry> {
  return entry.kind === "console" || entry.kind === "output";
}

export interface ActivityMessage {
  type: "activity";
  entries: Entry[];
}

/** The most entries that the page keeps of one list. */
const MOST = 1_000;

/** The entries with those that came; after a reconnect the server tells what is known already. */
export function withNew(known: Entry[], { entries }: ActivityMessage): Entry[] {
  const last = known.at(-1);
  const restarted = last !== undefined && (entries[0]?.number ?? 0) <= last.number
    && !entries.some(({ number, at }) => number === last.number && at === last.at);
  if (last === undefined || restarted) return entries;
  return newest([...known, ...entries.filter(({ number }) => number > last.number)]);
}

/** The last of each list: many messages leave the console as it is. */
function newest(entries: Entry[]): Entry[] {
  const counts = new Map<string, number>();
  const isKept = ({ kind }: Entry) => {
    const list = kind === "output" ? "console" : kind;
    const count = (counts.get(list) ?? 0) + 1;
    counts.set(list, count);
    return count <= MOST;
  };
  return entries.toReversed().filter(isKept).toReversed();
}
