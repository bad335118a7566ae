/** Cells on a torus: who leaves on one side comes in on the other. */
export class World {
  cells: StaticArray<u8>;
  private next: StaticArray<u8>;

  constructor(readonly width: i32, readonly height: i32) {
    this.cells = new StaticArray<u8>(width * height);
    this.next = new StaticArray<u8>(width * height);
  }

  /** Puts a drawing of lines into the world, with its top left cell at this place; `O` is alive. */
  put(left: i32, top: i32, lines: string[]): void {
    for (let y = 0; y < lines.length; y++) {
      for (let x = 0; x < lines[y].length; x++) {
        if (lines[y].charAt(x) == "O") this.cells[this.index(left + x, top + y)] = 1;
      }
    }
  }

  /** Goes on by one generation. */
  step(): void {
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const index = this.index(x, y);
        const neighbours = this.neighbours(x, y);
        this.next[index] = u8(neighbours == 3 || (neighbours == 2 && this.cells[index] == 1));
      }
    }
    const last = this.cells;
    this.cells = this.next;
    this.next = last;
  }

  population(): i32 {
    let alive = 0;
    for (let index = 0; index < this.cells.length; index++) alive += this.cells[index];
    return alive;
  }

  toString(): string {
    const lines = new Array<string>();
    for (let y = 0; y < this.height; y++) {
      let line = "";
      for (let x = 0; x < this.width; x++) line += this.cells[this.index(x, y)] ? "#" : ".";
      lines.push(line);
    }
    return lines.join("\n");
  }

  private neighbours(x: i32, y: i32): i32 {
    let alive = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        if (dx != 0 || dy != 0) alive += this.cells[this.index(x + dx, y + dy)];
      }
    }
    return alive;
  }

  private index(x: i32, y: i32): i32 {
    return ((y + this.height) % this.height) * this.width + ((x + this.width) % this.width);
  }
}
