/**
 * The standard streams between the page and the worker: two rings in shared memory. The worker may
 * wait (`Atomics.wait`), the page never does. A full output ring holds the guest back until the
 * page has drawn, so that an endless `printf` cannot flood the page.
 */

const INPUT_BYTES = 64 << 10;
const OUTPUT_BYTES = 256 << 10;

/** Positions in the control words. Counts of bytes run on and wrap at 2³². */
const Word = {
  inputWritten: 0,
  inputRead: 1,
  inputEnded: 2,
  /** Changes whenever input comes or ends: what the worker waits on. */
  inputSignal: 3,
  outputWritten: 4,
  outputRead: 5,
  /** 1 while a message to the page is under way that will make it read. */
  outputAnnounced: 6,
} as const;

const WORDS = 8;

/** The memory that both sides share; it travels in a message. */
export interface SharedChannel {
  control: SharedArrayBuffer;
  input: SharedArrayBuffer;
  output: SharedArrayBuffer;
}

/** Makes a channel, or `undefined` where the browser does not share memory with this page. */
export function newChannel(): SharedChannel | undefined {
  if (!self.crossOriginIsolated) return undefined;
  return {
    control: new SharedArrayBuffer(WORDS * 4),
    input: new SharedArrayBuffer(INPUT_BYTES),
    output: new SharedArrayBuffer(OUTPUT_BYTES),
  };
}

/** One direction: where its bytes are, and which words count them. */
class Ring {
  readonly #bytes: Uint8Array;

  constructor(
    bytes: SharedArrayBuffer,
    private readonly control: Int32Array,
    private readonly written: number,
    private readonly taken: number,
  ) {
    this.#bytes = new Uint8Array(bytes);
  }

  filled(): number {
    return (Atomics.load(this.control, this.written) - Atomics.load(this.control, this.taken)) >>> 0;
  }

  /** Puts in as much as there is room for. */
  put(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.#bytes.length - this.filled());
    const at = (Atomics.load(this.control, this.written) >>> 0) % this.#bytes.length;
    const first = Math.min(count, this.#bytes.length - at);
    this.#bytes.set(bytes.subarray(0, first), at);
    this.#bytes.set(bytes.subarray(first, count), 0);
    Atomics.add(this.control, this.written, count);
    return count;
  }

  /** Takes out as much as there is, up to the length of `into`. */
  take(into: Uint8Array): number {
    const count = Math.min(into.length, this.filled());
    const at = (Atomics.load(this.control, this.taken) >>> 0) % this.#bytes.length;
    const first = Math.min(count, this.#bytes.length - at);
    into.set(this.#bytes.subarray(at, at + first));
    into.set(this.#bytes.subarray(0, count - first), first);
    Atomics.add(this.control, this.taken, count);
    return count;
  }
}

interface Ends {
  control: Int32Array;
  input: Ring;
  output: Ring;
}

function ends(shared: SharedChannel): Ends {
  const control = new Int32Array(shared.control);
  return {
    control,
    input: new Ring(shared.input, control, Word.inputWritten, Word.inputRead),
    output: new Ring(shared.output, control, Word.outputWritten, Word.outputRead),
  };
}

/** The page's end. */
export class PageEnd {
  readonly #ends: Ends;
  /** What the input ring had no room for. */
  #backlog: Uint8Array[] = [];
  #ending = false;

  constructor(shared: SharedChannel) {
    this.#ends = ends(shared);
  }

  /** Gives the guest something to read. */
  send(bytes: Uint8Array): void {
    this.#backlog.push(bytes);
    this.refill();
  }

  /** Ends the guest's input. */
  end(): void {
    this.#ending = true;
    this.refill();
  }

  /** Moves the backlog on; to call when the guest has read. */
  refill(): void {
    const { control, input } = this.#ends;
    for (let next = this.#backlog.shift(); next !== undefined; next = this.#backlog.shift()) {
      const count = input.put(next);
      if (count < next.length) {
        this.#backlog.unshift(next.subarray(count));
        break;
      }
    }
    if (this.#ending && this.#backlog.length === 0) Atomics.store(control, Word.inputEnded, 1);
    this.wake();
  }

  /** Has a guest that waits for input look up. */
  wake(): void {
    const { control } = this.#ends;
    Atomics.add(control, Word.inputSignal, 1);
    Atomics.notify(control, Word.inputSignal);
  }

  /** Bytes that the guest has written and nobody took. */
  pending(): number {
    return this.#ends.output.filled();
  }

  /** Takes what the guest has written, at most so many bytes. */
  receive(most: number): Uint8Array {
    const { control, output } = this.#ends;
    // Before reading: what is written after this is announced again.
    Atomics.store(control, Word.outputAnnounced, 0);
    const bytes = new Uint8Array(Math.min(output.filled(), most));
    output.take(bytes);
    Atomics.notify(control, Word.outputRead);
    return bytes;
  }
}

/** The worker's end. */
export class WorkerEnd {
  readonly #ends: Ends;

  constructor(
    shared: SharedChannel,
    private readonly tell: {
      /** There is output and the page does not know. */
      output(): void;
      /** All input was read: there is room for more. */
      drained(): void;
      /** The guest cannot go on without input. */
      starving(): void;
      /** The guest is about to wait, or was woken. */
      idle(): void;
    },
  ) {
    this.#ends = ends(shared);
  }

  write(bytes: Uint8Array): void {
    const { control, output } = this.#ends;
    for (let rest = bytes; rest.length > 0; ) {
      const taken = Atomics.load(control, Word.outputRead);
      const count = output.put(rest);
      rest = rest.subarray(count);
      if (Atomics.exchange(control, Word.outputAnnounced, 1) === 0) this.tell.output();
      if (count === 0) Atomics.wait(control, Word.outputRead, taken);
    }
  }

  read(into: Uint8Array): number {
    if (this.available() === 0 && !this.ended()) this.tell.starving();
    for (;;) {
      // Before looking: what comes after this wakes.
      const signal = this.#signal();
      if (this.available() > 0 || this.ended()) break;
      this.#sleep(signal, Infinity);
    }
    const count = this.#ends.input.take(into);
    if (count > 0 && this.available() === 0) this.tell.drained();
    return count;
  }

  available(): number {
    return this.#ends.input.filled();
  }

  ended(): boolean {
    return Atomics.load(this.#ends.control, Word.inputEnded) === 1 && this.available() === 0;
  }

  wait(milliseconds: number): void {
    const signal = this.#signal();
    if (this.available() === 0) this.#sleep(signal, milliseconds);
  }

  #signal(): number {
    return Atomics.load(this.#ends.control, Word.inputSignal);
  }

  /** Sleeps unless there was another signal since `signal`. */
  #sleep(signal: number, milliseconds: number): void {
    this.tell.idle();
    Atomics.wait(this.#ends.control, Word.inputSignal, signal, milliseconds);
    this.tell.idle();
  }
}
