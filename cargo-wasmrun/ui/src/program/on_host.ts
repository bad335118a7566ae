import { openSocket } from "../connection";
import { whenLost } from "../liveness";
import type { Program } from "../state";
import type { Outcome } from "../worker/messages";
import { Queue } from "../worker/queue";
import { baseOf } from "../worker/start";
import type { Execution, Listener, Place } from "./execution";
import type { Setup } from "./setup";

/** The end of a run, as the server tells it. */
interface Ended {
  type: "ended";
  outcome: Outcome;
  milliseconds: number;
  memory_bytes: number;
}

/** The most bytes of input in one message. */
const MOST_INPUT = 32 << 10;

/** Runs programs in the interpreter of the server, on its machine. */
export class OnHost implements Place {
  start(program: Program, setup: Setup, listener: Listener): Execution {
    const run = new HostRun(listener);
    void run.open(`${baseOf(program)}/run`, setup);
    return run;
  }
}

class HostRun implements Execution {
  /** Its memory is that of another process. */
  readonly lens = undefined;
  readonly #queue = new Queue();
  #socket: WebSocket | undefined;
  #ended = false;
  /** What is said before the connection is open. */
  #waiting: (string | Uint8Array<ArrayBuffer>)[] = [];

  constructor(private readonly listener: Listener) {}

  async open(path: string, { args, env }: Setup): Promise<void> {
    const opened = await openSocket(path);
    if (this.#ended) return opened?.socket.close();
    if (opened === undefined) return this.#finish({ kind: "refused", message: "the server cannot be reached" });
    const { socket, heartbeat } = opened;
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "start", args, env }));
      for (const message of this.#waiting.splice(0)) socket.send(message);
      this.listener.onStarted();
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => this.#hear(data);
    whenLost(socket, heartbeat, () =>
      this.#finish({ kind: "refused", message: "the connection to the server was lost" }));
  }

  send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += MOST_INPUT) this.#say(bytes.slice(at, at + MOST_INPUT));
  }

  endInput(): void {
    this.#say(JSON.stringify({ type: "end_input" }));
  }

  pending(): number {
    return this.#queue.bytes;
  }

  receive(most: number): Uint8Array {
    const bytes = this.#queue.take(most);
    if (bytes.length > 0) this.#say(JSON.stringify({ type: "shown", bytes: bytes.length }));
    return bytes;
  }

  end(): void {
    this.#ended = true;
    if (this.#socket === undefined) return;
    this.#socket.onmessage = null;
    this.#socket.close();
  }

  #say(message: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket === undefined || this.#socket.readyState === WebSocket.CONNECTING) {
      this.#waiting.push(message);
    } else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(message);
  }

  #hear(data: ArrayBuffer | string): void {
    if (typeof data !== "string") {
      // The first byte says which stream it is; the terminal shows both alike.
      this.#queue.put(new Uint8Array(data, 1));
      return this.listener.onOutput();
    }
    const message = JSON.parse(data) as Ended | { type: "alive" };
    if (message.type === "ended") {
      this.#finish(message.outcome, message.milliseconds, message.memory_bytes);
    }
  }

  #finish(outcome: Outcome, milliseconds = 0, memoryBytes = 0): void {
    if (this.#ended) return;
    this.end();
    this.listener.onEnded(outcome, milliseconds, memoryBytes);
  }
}
