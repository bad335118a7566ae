/**
 * What every page of a web app gets from the development server: it loads the page anew when the app
 * was built, swaps style sheets without that, shows why a build failed, and tells our page what the
 * app writes to its console. Nothing of it is part of a production build.
 */
import { whenLost } from "../liveness";
import type { Session } from "../state";
import { forwardConsole, type Send } from "./console";
import { Overlay } from "./overlay";
import { Reloader } from "./reloader";
import type { AppState } from "./state";

const PATH = "/__wasmrun/app/";
const SHORTEST_PAUSE = 200;
const LONGEST_PAUSE = 2_000;

/** Messages of the console that wait for the connection, at most so many. */
const MOST_WAITING = 200;

const script = document.currentScript as HTMLScriptElement | null;
const reloader = new Reloader(script?.dataset["build"] ?? "", script?.dataset["styles"] ?? "");
const overlay = new Overlay();
const waiting: string[] = [];
let socket: WebSocket | undefined;
let pause = SHORTEST_PAUSE;

const send: Send = (note) => {
  const text = JSON.stringify(note);
  if (socket?.readyState === WebSocket.OPEN) socket.send(text);
  else if (waiting.length < MOST_WAITING) waiting.push(text);
};

forwardConsole(send);
void connect();

async function connect(): Promise<void> {
  try {
    // Not below the address that a `<base>` of the app names.
    const response = await fetch(`${location.origin}${PATH}session`);
    if (!response.ok) throw new Error(response.statusText);
    listen(await response.json());
  } catch {
    retry();
  }
}

function listen({ version, token, heartbeat }: Omit<Session, "page">): void {
  const address = `${location.origin.replace(/^http/, "ws")}${PATH}events`;
  const opened = new WebSocket(address, [`wasmrun.v${version}`, `wasmrun.token.${token}`]);
  socket = opened;
  opened.onopen = () => waiting.splice(0).forEach((text) => opened.send(text));
  opened.onmessage = ({ data }: MessageEvent<string>) => {
    pause = SHORTEST_PAUSE;
    const message = JSON.parse(data) as AppState | { type: "alive" };
    if (message.type !== "state") return;
    overlay.show(message);
    reloader.follow(message);
  };
  whenLost(opened, heartbeat, retry);
}

function retry(): void {
  setTimeout(() => void connect(), pause);
  pause = Math.min(pause * 1.5, LONGEST_PAUSE);
}
