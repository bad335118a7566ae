import { draw } from "./drawing";
import type { Row } from "./row";

/** The rows of a stretch. */
export const STRETCH_ROWS = 50;

/** The stretch that a row belongs to. */
export function stretchOf(row: Row): number {
  return Math.floor(row.id / STRETCH_ROWS);
}

/**
 * Rows that are drawn together. The browser lays a stretch out when it comes into sight, and takes it to be as high as
 * its rows without breaks until then.
 */
export class Stretch {
  readonly element = document.createElement("div");
  readonly #rows = new Map<Row, HTMLElement>();

  constructor() {
    this.element.className = "stretch";
  }

  /** Shows these rows, which are all that the stretch has by now. */
  draw(rows: readonly Row[]): void {
    for (const row of rows) {
      const shown = this.#rows.get(row);
      if (shown !== undefined && !row.changed) continue;
      const element = shown ?? document.createElement("div");
      draw(row, element);
      row.changed = false;
      if (shown === undefined) {
        this.#rows.set(row, element);
        this.element.append(element);
      }
    }
    // What the browser need not lay out is cut off at the edge, and pictures may be wider.
    this.element.classList.toggle("wide", this.element.querySelector(".picture") !== null);
  }

  /** Has as much room as so many rows need, drawn or not. */
  reserve(rows: number): void {
    this.element.style.containIntrinsicBlockSize = `auto ${rows}lh`;
  }

  /** Removes the rows before `first`, which are gone. */
  dropBefore(first: Row): void {
    for (const [row, element] of this.#rows) {
      if (row.id >= first.id) return;
      element.remove();
      this.#rows.delete(row);
    }
  }
}
