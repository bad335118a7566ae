// Standard input in memory that the page and the worker share: the worker may wait for it, the page never waits.

const BYTES = 64 << 10;
const WRITTEN = 0;
const READ = 1;
const ENDED = 2;
const SIGNAL = 3;

export function newInput() {
  return { control: new SharedArrayBuffer(16), bytes: new SharedArrayBuffer(BYTES) };
}

/** The page's end. */
export class InputWriter {
  #control;
  #bytes;
  #waiting = [];
  #ending = false;

  constructor({ control, bytes }) {
    this.#control = new Int32Array(control);
    this.#bytes = new Uint8Array(bytes);
  }

  send(bytes) {
    this.#waiting.push(...bytes);
    this.#refill();
  }

  end() {
    this.#ending = true;
    this.#refill();
  }

  /** Moves what is typed on, as far as there is room; the rest goes once the program has read. */
  #refill() {
    let written = Atomics.load(this.#control, WRITTEN);
    const room = BYTES - ((written - Atomics.load(this.#control, READ)) >>> 0);
    for (const byte of this.#waiting.splice(0, room)) {
      this.#bytes[(written >>> 0) % BYTES] = byte;
      written = (written + 1) | 0;
    }
    Atomics.store(this.#control, WRITTEN, written);
    if (this.#waiting.length > 0) setTimeout(() => this.#refill(), 50);
    else if (this.#ending) Atomics.store(this.#control, ENDED, 1);
    Atomics.add(this.#control, SIGNAL, 1);
    Atomics.notify(this.#control, SIGNAL);
  }
}

/** The worker's end. */
export class InputReader {
  #control;
  #bytes;

  constructor({ control, bytes }) {
    this.#control = new Int32Array(control);
    this.#bytes = new Uint8Array(bytes);
  }

  available() {
    return (Atomics.load(this.#control, WRITTEN) - Atomics.load(this.#control, READ)) >>> 0;
  }

  ended() {
    return Atomics.load(this.#control, ENDED) === 1 && this.available() === 0;
  }

  read(into) {
    const count = Math.min(into.length, this.available());
    const at = Atomics.load(this.#control, READ);
    for (let index = 0; index < count; index++) into[index] = this.#bytes[((at + index) >>> 0) % BYTES];
    Atomics.add(this.#control, READ, count);
    return count;
  }

  wait(milliseconds) {
    const signal = Atomics.load(this.#control, SIGNAL);
    if (this.available() === 0 && !this.ended()) Atomics.wait(this.#control, SIGNAL, signal, milliseconds);
  }
}
