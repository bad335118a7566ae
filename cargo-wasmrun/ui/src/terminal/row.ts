import { PLAIN, type Style } from "./style";

/** Text of one style. */
export interface Run {
  text: string;
  /** In columns: one for each character. */
  width: number;
  readonly style: Style;
}

/** One line of a screen. */
export class Row {
  /** Whether it changed since it was last drawn. */
  changed = true;
  #runs: Run[] = [];
  #width = 0;

  /** `id` is one more than that of the row above. */
  constructor(readonly id: number) {}

  get runs(): readonly Run[] {
    return this.#runs;
  }

  /** Writes text from a column on, over what is there. */
  write(column: number, text: string, width: number, style: Style): void {
    this.changed = true;
    if (column > this.#width) this.#append(" ".repeat(column - this.#width), column - this.#width, PLAIN);
    const rest = column + width < this.#width ? this.#cut(column + width) : [];
    if (column < this.#width) this.#cut(column);
    this.#append(text, width, style);
    for (const run of rest) this.#append(run.text, run.width, run.style);
  }

  /** Removes all from a column on. */
  truncate(column: number): void {
    this.changed = true;
    if (column < this.#width) this.#cut(column);
  }

  #append(text: string, width: number, style: Style): void {
    this.#width += width;
    const last = this.#runs.at(-1);
    if (last === undefined || last.style !== style) {
      this.#runs.push({ text, width, style });
    } else {
      last.text += text;
      last.width += width;
    }
  }

  /** Takes off all from a column on, which is before the end. */
  #cut(column: number): Run[] {
    let begin = this.#width;
    let index = this.#runs.length;
    while (begin > column) {
      index -= 1;
      begin -= this.#runs[index]?.width ?? begin;
    }
    const [first, ...rest] = this.#runs.splice(index);
    this.#width = begin;
    if (first === undefined || begin === column) return first === undefined ? [] : [first, ...rest];
    const { style } = first;
    const at = column - begin;
    const [before, after] = splitText(first, at);
    this.#append(before, at, style);
    return [{ text: after, width: first.width - at, style }, ...rest];
  }
}

/** The text before a column and from it on. */
function splitText({ text, width }: Run, column: number): [string, string] {
  if (text.length === width) return [text.slice(0, column), text.slice(column)];
  const characters = [...text];
  return [characters.slice(0, column).join(""), characters.slice(column).join("")];
}
