import { Figure, MOST_MEMORIES, views, WINDOW_BYTES, Word, type SharedLens } from "./shared";

/** The least time between two copies for a guest that calls out again and again, in milliseconds. */
const PAUSE = 30;

/** The worker's end: shows the page what it wants to see. */
export class WorkerLens {
  readonly #views: ReturnType<typeof views>;
  #memories: WebAssembly.Memory[] = [];
  #shown = -Infinity;

  constructor(shared: SharedLens) {
    this.#views = views(shared);
  }

  /** Shows these memories from now on. */
  attach(memories: WebAssembly.Memory[]): void {
    this.#memories = memories.slice(0, MOST_MEMORIES);
    this.show();
  }

  /** To call often: does little unless somebody looks, and it is time. */
  glance(): void {
    if (Atomics.load(this.#views.control, Word.watched) === 0) return;
    if (performance.now() - this.#shown >= PAUSE) this.show();
  }

  /** Copies what the page wants to see, and answers its search. */
  show(): void {
    const { control, figures, bytes } = this.#views;
    Atomics.store(control, Word.memories, this.#memories.length);
    this.#memories.forEach(({ buffer }, index) => {
      figures[Figure.sizes + index] = buffer.byteLength;
    });
    if (Atomics.load(control, Word.watched) === 0) return;
    const wanted = Atomics.load(control, Word.wanted);
    const memory = this.#memory();
    const address = Math.min(figures[Figure.address] ?? 0, memory.length);
    const length = Math.min(Atomics.load(control, Word.length), WINDOW_BYTES);
    const part = memory.subarray(address, address + length);
    Atomics.add(control, Word.edition, 1);
    bytes.set(part);
    Atomics.store(control, Word.filled, part.length);
    Atomics.store(control, Word.answered, wanted);
    Atomics.add(control, Word.edition, 1);
    this.#search(memory);
    this.#shown = performance.now();
  }

  #memory(): Uint8Array {
    const memory = this.#memories[Atomics.load(this.#views.control, Word.memory)];
    return new Uint8Array(memory?.buffer ?? new ArrayBuffer(0));
  }

  #search(memory: Uint8Array): void {
    const { control, figures, needle } = this.#views;
    const searched = Atomics.load(control, Word.searched);
    if (searched === Atomics.load(control, Word.found)) return;
    const sought = needle.slice(0, Atomics.load(control, Word.needle));
    const from = figures[Figure.from] ?? 0;
    const after = find(memory, sought, from, memory.length);
    figures[Figure.at] = after >= 0 ? after : find(memory, sought, 0, from + sought.length);
    Atomics.store(control, Word.found, searched);
  }
}

/** Where `sought` begins at first, from `from` on and before `end`; below 0 if nowhere. */
function find(memory: Uint8Array, sought: Uint8Array, from: number, end: number): number {
  const [first] = sought;
  if (first === undefined) return -1;
  const last = Math.min(end, memory.length) - sought.length;
  for (let at = memory.indexOf(first, from); at >= 0 && at <= last; at = memory.indexOf(first, at + 1)) {
    if (sought.every((byte, index) => memory[at + index] === byte)) return at;
  }
  return -1;
}
