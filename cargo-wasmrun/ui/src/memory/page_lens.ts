import { Figure, NEEDLE_BYTES, views, Word, type SharedLens } from "./shared";

/** A stretch of a memory, as it was a moment ago. */
export interface Stretch {
  memory: number;
  address: number;
  bytes: Uint8Array;
}

/** The page's end: says what it wants to see, and sees it. */
export class PageLens {
  readonly #views: ReturnType<typeof views>;
  /** The last wish that the worker was woken for. */
  #woken = 0;

  constructor(
    shared: SharedLens,
    /** Has the worker look at what is wanted, should it have nothing else to do. */
    private readonly wake: () => void,
  ) {
    this.#views = views(shared);
  }

  /** Begins or ends to look. */
  watch(watched: boolean): void {
    Atomics.store(this.#views.control, Word.watched, watched ? 1 : 0);
    if (watched) this.#wish();
  }

  /** Wants to see a stretch of a memory. */
  want(memory: number, address: number, length: number): void {
    const { control, figures } = this.#views;
    Atomics.store(control, Word.memory, memory);
    Atomics.store(control, Word.length, length);
    figures[Figure.address] = address;
    this.#wish();
  }

  /** The sizes of all memories, in bytes. */
  sizes(): number[] {
    const { control, figures } = this.#views;
    const count = Atomics.load(control, Word.memories);
    return [...figures.slice(Figure.sizes, Figure.sizes + count)];
  }

  /** Whether the worker has answered the last wish. A guest that computes answers at its next call. */
  isAnswered(): boolean {
    const { control } = this.#views;
    return Atomics.load(control, Word.answered) === Atomics.load(control, Word.wanted);
  }

  /** What is wanted, once it is there; nothing while it is being written. */
  look(): Stretch | undefined {
    const { control, figures, bytes } = this.#views;
    // It may have answered the wish before while this one came.
    if (!this.isAnswered()) this.#rouse();
    const edition = Atomics.load(control, Word.edition);
    if (edition % 2 !== 0 || !this.isAnswered()) return undefined;
    const stretch = {
      memory: Atomics.load(control, Word.memory),
      address: figures[Figure.address] ?? 0,
      bytes: bytes.slice(0, Atomics.load(control, Word.filled)),
    };
    return Atomics.load(control, Word.edition) === edition ? stretch : undefined;
  }

  /** Which copy `look` would see. */
  edition(): number {
    return Atomics.load(this.#views.control, Word.edition);
  }

  /** Begins to search the wanted memory for bytes, from an address on and then from its beginning. */
  search(sought: Uint8Array, from: number): void {
    const { control, figures, needle } = this.#views;
    needle.set(sought.subarray(0, NEEDLE_BYTES));
    Atomics.store(control, Word.needle, Math.min(sought.length, NEEDLE_BYTES));
    figures[Figure.from] = from;
    Atomics.add(control, Word.searched, 1);
    this.#wish();
  }

  /** Where it was found, below 0 if it is not there; `undefined` until that is known. */
  found(): number | undefined {
    const { control, figures } = this.#views;
    const searched = Atomics.load(control, Word.searched);
    const known = searched > 0 && Atomics.load(control, Word.found) === searched;
    return known ? figures[Figure.at] : undefined;
  }

  #wish(): void {
    Atomics.add(this.#views.control, Word.wanted, 1);
    this.#rouse();
  }

  /** Wakes the worker, unless it was woken and has not answered yet. */
  #rouse(): void {
    const { control } = this.#views;
    if (this.#woken > Atomics.load(control, Word.answered)) return;
    this.#woken = Atomics.load(control, Word.wanted);
    this.wake();
  }
}
