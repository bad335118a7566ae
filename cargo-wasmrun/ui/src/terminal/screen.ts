import { Row } from "./row";
import { PLAIN, type Style } from "./style";

/** The rows that cursor movements reach; the rows above are history. */
const HEIGHT = 50;

/** The most rows that are kept, and how many are dropped at once when there are more: moving the
 * others up for each line would cost more than all else. */
const MOST_ROWS = 5_000;
const DROPPED_ROWS = 500;

/** The most columns of a row: a guest that never ends its line must not fill the page's memory. */
const MOST_COLUMNS = 4_096;

const TAB = 8;

const SURROGATE = /[\ud800-\udfff]/;

/** What a terminal shows, without knowing how: rows, a cursor, a current style. */
export class Screen {
  rows: Row[] = [];
  style: Style = PLAIN;
  #nextId = 0;
  /** The row of `rows` that the cursor is in. */
  #row = 0;
  #column = 0;
  #saved = { row: 0, column: 0 };

  constructor() {
    this.#reach(0);
  }

  /** The first row that cursor movements reach. */
  get #top(): number {
    return Math.max(0, this.rows.length - HEIGHT);
  }

  get isAtLineStart(): boolean {
    return this.#column === 0;
  }

  print(text: string): void {
    // Characters beyond the first 65,536 are two units each, and one column.
    const characters = SURROGATE.test(text) ? [...text] : undefined;
    const width = characters?.length ?? text.length;
    for (let from = 0; from < width; ) {
      if (this.#column >= MOST_COLUMNS) this.lineFeed();
      const to = Math.min(width, from + MOST_COLUMNS - this.#column);
      const part = characters?.slice(from, to).join("") ?? text.slice(from, to);
      this.#current().write(this.#column, part, to - from, this.style);
      this.#column += to - from;
      from = to;
    }
  }

  lineFeed(): void {
    this.#row += 1;
    this.#column = 0;
    this.#reach(this.#row);
    if (this.rows.length > MOST_ROWS) {
      this.rows.splice(0, DROPPED_ROWS);
      this.#row -= DROPPED_ROWS;
    }
  }

  carriageReturn(): void {
    this.#column = 0;
  }

  backspace(): void {
    this.#column = Math.max(0, this.#column - 1);
  }

  tab(): void {
    this.#column = Math.min(MOST_COLUMNS - 1, (Math.floor(this.#column / TAB) + 1) * TAB);
  }

  /** Moves the cursor by so many rows and columns. */
  move(rows: number, columns: number): void {
    this.#place(this.#row + rows, this.#column + columns);
  }

  /** Puts the cursor at a row and a column of the screen, from 0. */
  moveTo(row: number, column: number): void {
    this.#place(this.#top + row, column);
  }

  moveToColumn(column: number): void {
    this.#place(this.#row, column);
  }

  save(): void {
    this.#saved = { row: this.#row - this.#top, column: this.#column };
  }

  restore(): void {
    this.moveTo(this.#saved.row, this.#saved.column);
  }

  /** Erases in the line: 0 from the cursor on, 1 up to the cursor, 2 all. */
  eraseLine(extent: number): void {
    const row = this.#current();
    const before = this.#column + 1;
    if (extent === 0) row.truncate(this.#column);
    else if (extent === 1) row.write(0, " ".repeat(before), before, PLAIN);
    else if (extent === 2) row.truncate(0);
  }

  /** Erases on the screen: 0 from the cursor on, 1 up to the cursor, 2 all, 3 the history too. */
  eraseScreen(extent: number): void {
    if (extent === 3) {
      this.clear();
      return;
    }
    const from = extent === 0 ? this.#row + 1 : this.#top;
    const to = extent === 1 ? this.#row : this.rows.length;
    for (const row of this.rows.slice(from, to)) row.truncate(0);
    if (extent !== 2) this.eraseLine(extent);
  }

  /** Starts over with nothing. */
  clear(): void {
    this.rows = [];
    this.#row = 0;
    this.#column = 0;
    this.#saved = { row: 0, column: 0 };
    this.#reach(0);
  }

  #place(row: number, column: number): void {
    this.#row = Math.min(Math.max(row, this.#top), this.#top + HEIGHT - 1);
    this.#column = Math.min(Math.max(column, 0), MOST_COLUMNS - 1);
    this.#reach(this.#row);
  }

  #current(): Row {
    return this.rows[this.#row] ?? this.#reach(this.#row);
  }

  #reach(index: number): Row {
    let row = this.rows[index];
    while (row === undefined) {
      this.rows.push(new Row(this.#nextId));
      this.#nextId += 1;
      row = this.rows[index];
    }
    return row;
  }
}
