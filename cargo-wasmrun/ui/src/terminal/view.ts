import { Parser } from "./parser";
import type { Row } from "./row";
import { Screen } from "./screen";
import { Stretch, stretchOf } from "./stretch";

/** How near the end, in pixels, counts as reading along. */
const NEAR = 40;

/** How long to wait for a frame, in milliseconds. */
const LONGEST_FRAME = 250;

/** How long one frame may draw what is out of sight, in milliseconds; the rest comes with the next. */
const UNSEEN_TIME = 4;

/** The last stretches are drawn at once: who reads along sees no others. */
const STRETCHES_IN_SIGHT = 2;

/** Shows a screen in an element, drawn at most once a frame. */
export class Terminal {
  readonly screen = new Screen();
  readonly #parser = new Parser(this.screen);
  /** By their numbers, in order. */
  readonly #stretches = new Map<number, Stretch>();
  #decoder = new TextDecoder();
  #element: HTMLElement | undefined;
  /** Whether the reader is at the end and stays there. */
  #follows = true;
  #cancel: (() => void) | undefined;

  /** `onDrawn` is told whenever what was written before is to be seen. */
  constructor(private readonly onDrawn: () => void = () => {}) {}

  /** Draws into `element` from now on, all that there is; returns what ends that. */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    element.replaceChildren(...[...this.#stretches.values()].map((stretch) => stretch.element));
    const onScroll = () => {
      this.#follows = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    // Another size leaves the end out of sight, as does a panel that was not shown.
    const resized = new ResizeObserver(() => this.#follow());
    resized.observe(element);
    this.#follows = true;
    this.#follow();
    this.#schedule();
    return () => {
      element.removeEventListener("scroll", onScroll);
      resized.disconnect();
      this.#element = undefined;
    };
  }

  /** Shows what a program wrote. */
  write(bytes: Uint8Array): void {
    this.text(this.#decoder.decode(bytes, { stream: true }));
  }

  text(text: string): void {
    this.#parser.write(text);
    this.#schedule();
  }

  /** Begins for a new program: nothing of the last is left. */
  clear(): void {
    this.#decoder = new TextDecoder();
    this.#parser.reset();
    this.screen.clear();
    this.#follows = true;
    this.#schedule();
  }

  /** Draws with the next frame; a page in the background has none, so a timer runs as well. */
  #schedule(): void {
    if (this.#cancel !== undefined) return;
    const draw = () => {
      this.#cancel?.();
      this.#cancel = undefined;
      this.#draw();
      this.onDrawn();
    };
    const frame = requestAnimationFrame(draw);
    const timer = setTimeout(draw, LONGEST_FRAME);
    this.#cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }

  #draw(): void {
    const element = this.#element;
    if (element === undefined) return;
    const inSight = this.#inSight(element);
    const parts = this.#parts();
    this.#arrange(element, parts);
    const until = performance.now() + UNSEEN_TIME;
    const last = Math.max(...parts.keys());
    // The newest first: what is old may be gone before it is drawn.
    for (const [number, rows] of [...parts].reverse()) {
      if (!rows.some(({ changed }) => changed)) continue;
      const seen = inSight.has(number) || number > last - STRETCHES_IN_SIGHT;
      if (seen || performance.now() < until) this.#stretches.get(number)?.draw(rows);
      else this.#schedule();
    }
    this.#follow();
  }

  /** The rows of each stretch, in order. */
  #parts(): Map<number, Row[]> {
    const parts = new Map<number, Row[]>();
    for (const row of this.screen.rows) {
      const number = stretchOf(row);
      const part = parts.get(number);
      if (part === undefined) parts.set(number, [row]);
      else part.push(row);
    }
    return parts;
  }

  /** Takes away what the screen dropped, always the first, and makes room for what is new. */
  #arrange(element: HTMLElement, parts: ReadonlyMap<number, readonly Row[]>): void {
    for (const [number, stretch] of this.#stretches) {
      const first = parts.get(number)?.[0];
      if (first !== undefined) {
        stretch.dropBefore(first);
        break;
      }
      stretch.element.remove();
      this.#stretches.delete(number);
    }
    for (const [number, rows] of parts) {
      let stretch = this.#stretches.get(number);
      if (stretch === undefined) {
        stretch = new Stretch();
        this.#stretches.set(number, stretch);
        element.append(stretch.element);
      }
      stretch.reserve(rows.length);
    }
  }

  /** The stretches that somebody sees who does not read along at the end, and those near them. */
  #inSight(element: HTMLElement): Set<number> {
    const inSight = new Set<number>();
    if (this.#follows) return inSight;
    const { top, bottom, height } = element.getBoundingClientRect();
    for (const [number, { element }] of this.#stretches) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top - height && box.top < bottom + height) inSight.add(number);
    }
    return inSight;
  }

  #follow(): void {
    if (this.#follows && this.#element !== undefined) {
      this.#element.scrollTop = this.#element.scrollHeight;
    }
  }
}
