import { Parser } from "./parser";
import { Screen, type Row } from "./screen";
import { PLAIN, type Style } from "./style";

/** How near the end, in pixels, counts as reading along. */
const NEAR = 40;

/** How long to wait for a frame, in milliseconds. */
const LONGEST_FRAME = 250;

/** Shows a screen in an element, one child for each row, drawn at most once a frame. */
export class Terminal {
  readonly screen = new Screen();
  readonly #parser = new Parser(this.screen);
  readonly #elements = new Map<Row, HTMLElement>();
  #decoder = new TextDecoder();
  #element: HTMLElement | undefined;
  #cancel: (() => void) | undefined;

  /** `onDrawn` learns how long, in milliseconds, it took to draw what was written before. */
  constructor(private readonly onDrawn: (milliseconds: number) => void = () => {}) {}

  /** Draws into `element` from now on, all that there is; returns what ends that. */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    element.replaceChildren(...this.#elements.values());
    element.scrollTop = element.scrollHeight;
    this.#schedule();
    return () => {
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
    this.#schedule();
  }

  /** Draws with the next frame; a page in the background has none, so a timer runs as well. */
  #schedule(): void {
    if (this.#cancel !== undefined) return;
    const draw = () => {
      this.#cancel?.();
      this.#cancel = undefined;
      const begin = performance.now();
      this.#draw();
      this.onDrawn(performance.now() - begin);
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
    const follows = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    this.#dropGone();
    for (const row of this.screen.changed) {
      const shown = this.#elements.get(row);
      const drawn = draw(row, shown ?? document.createElement("div"));
      if (shown === undefined) {
        this.#elements.set(row, drawn);
        element.append(drawn);
      }
    }
    this.screen.changed.clear();
    if (follows) element.scrollTop = element.scrollHeight;
  }

  /** Removes the elements of rows that the screen dropped, which are always the first. */
  #dropGone(): void {
    const first = this.screen.rows[0];
    for (const [row, element] of this.#elements) {
      if (row === first) break;
      element.remove();
      this.#elements.delete(row);
    }
  }
}

function draw(row: Row, element: HTMLElement): HTMLElement {
  const runs: Node[] = [];
  const { characters, styles } = row;
  for (let from = 0; from < characters.length; ) {
    const style = styles[from] ?? PLAIN;
    const block = blockOf(characters[from]);
    let to = from + 1;
    while (to < characters.length && styles[to] === style && blockOf(characters[to]) === block) {
      to += 1;
    }
    runs.push(run(characters.slice(from, to).join(""), style, block));
    from = to;
  }
  element.replaceChildren(...runs);
  element.classList.toggle("picture", characters.some((one) => blockOf(one) !== undefined));
  return element;
}

/** The share of a cell, from the top, that a block character fills with the foreground, or from
 * which on it does. They are painted and not written, so that pictures have no gaps. */
function blockOf(character: string | undefined): "upper" | "lower" | "full" | undefined {
  switch (character) {
    case "▀":
      return "upper";
    case "▄":
      return "lower";
    case "█":
      return "full";
    default:
      return undefined;
  }
}

function run(text: string, style: Style, block: ReturnType<typeof blockOf>): Node {
  if (style === PLAIN && block === undefined) return document.createTextNode(text);
  const span = document.createElement("span");
  span.textContent = text;
  const own = style.inverse ? "var(--terminal-background)" : "var(--terminal-text)";
  const foreground = (style.inverse ? style.background : style.foreground) ?? own;
  const background = style.inverse
    ? (style.foreground ?? "var(--terminal-text)")
    : style.background;
  if (block !== undefined) {
    span.className = "block";
    span.style.background = paint(block, foreground, background ?? "transparent");
    return span;
  }
  if (foreground !== "var(--terminal-text)") span.style.color = foreground;
  if (background !== undefined) {
    span.className = "filled";
    span.style.backgroundColor = background;
  }
  if (style.bold) span.style.fontWeight = "bold";
  if (style.dim) span.style.opacity = "0.65";
  if (style.italic) span.style.fontStyle = "italic";
  const lines = [style.underline && "underline", style.strike && "line-through"].filter(Boolean);
  if (lines.length > 0) span.style.textDecoration = lines.join(" ");
  return span;
}

function paint(
  block: "upper" | "lower" | "full",
  foreground: string,
  background: string,
): string {
  if (block === "full") return foreground;
  const [upper, lower] =
    block === "upper" ? [foreground, background] : [background, foreground];
  return `linear-gradient(${upper} 50%, ${lower} 50%)`;
}
