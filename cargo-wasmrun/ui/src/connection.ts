import type { ActivityMessage } from "./activity/entries";
import { whenLost } from "./liveness";
import type { Session, State } from "./state";

const SESSION = "/__wasmrun/v1/session";
const EVENTS = "/__wasmrun/v1/events";
const SHORTEST_PAUSE = 200;
const LONGEST_PAUSE = 2_000;

export interface Listener {
  /** The state of the build, whole, at first and whenever it changes. */
  onState(state: State): void;
  /** What the web app did. */
  onActivity(message: ActivityMessage): void;
  /** Whether the server can be reached. */
  onConnected(connected: boolean): void;
}

/** Stays connected to the server, also when it is started anew. */
export function connect(listener: Listener): void {
  let page: string | undefined;
  let pause = SHORTEST_PAUSE;

  const retry = () => {
    listener.onConnected(false);
    setTimeout(() => void open(), pause);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE);
  };

  const open = async () => {
    const session = await fetchSession();
    if (session === undefined) return retry();
    page ??= session.page;
    // The server was replaced by another version, whose page is not this one.
    if (page !== session.page) return location.reload();
    listen(session);
  };

  const listen = (session: Session) => {
    const socket = socketOf(session, EVENTS);
    whenLost(socket, session.heartbeat, retry);
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      pause = SHORTEST_PAUSE;
      listener.onConnected(true);
      const message = JSON.parse(data) as State | ActivityMessage | { type: "alive" };
      if (message.type === "state") listener.onState(message);
      else if (message.type === "activity") listener.onActivity(message);
    };
  };

  void open();
}

/** Another WebSocket of the server. */
export interface Opened {
  socket: WebSocket;
  /** How often the server gives a sign of life, in milliseconds. */
  heartbeat: number;
}

/** Opens another WebSocket of the server; `undefined` if it cannot be reached. */
export async function openSocket(path: string): Promise<Opened | undefined> {
  const session = await fetchSession();
  return session && { socket: socketOf(session, path), heartbeat: session.heartbeat };
}

function socketOf({ version, token }: Session, path: string): WebSocket {
  const protocols = [`wasmrun.v${version}`, `wasmrun.token.${token}`];
  return new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}`, protocols);
}

async function fetchSession(): Promise<Session | undefined> {
  try {
    const response = await fetch(SESSION);
    return response.ok ? ((await response.json()) as Session) : undefined;
  } catch {
    return undefined;
  }
}
