/** Bytes that wait for somebody to take them. */
export class Queue {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  put(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }

  /** Takes at most so many. */
  take(most: number): Uint8Array {
    const taken = new Uint8Array(Math.min(most, this.#bytes));
    for (let at = 0; at < taken.length; ) {
      const first = this.#parts.shift() ?? new Uint8Array();
      const part = first.subarray(0, taken.length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length < first.length) this.#parts.unshift(first.subarray(part.length));
    }
    this.#bytes -= taken.length;
    return taken;
  }
}
