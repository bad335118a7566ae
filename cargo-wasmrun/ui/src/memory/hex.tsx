import { showAddress } from "./address";
import type { Stretch } from "./page_lens";

/** Rows of bytes, each with its address and as text. */
export function Hex({ stretch, columns, changed, found }: {
  stretch: Stretch;
  columns: number;
  /** Addresses that were written since the last look. */
  changed: ReadonlySet<number>;
  /** The addresses of what was found. */
  found: { from: number; to: number } | undefined;
}) {
  const rows = Array.from({ length: Math.ceil(stretch.bytes.length / columns) }, (_, row) => row * columns);
  const mark = (address: number) => {
    if (changed.has(address)) return "changed";
    return found !== undefined && address >= found.from && address < found.to ? "found" : undefined;
  };
  return (
    <>
      {rows.map((at) => {
        const bytes = stretch.bytes.subarray(at, at + columns);
        const address = stretch.address + at;
        return (
          <div class="hex-row" key={address}>
            <span class="quiet">{showAddress(address)}</span>
            <span class="hex-bytes">{runs(bytes, address, mark, (byte) => `${byte.toString(16).padStart(2, "0")} `)}</span>
            <span class="hex-text">{runs(bytes, address, mark, character)}</span>
          </div>
        );
      })}
    </>
  );
}

/** The bytes as text, with one element for each run that is marked. */
function runs(
  bytes: Uint8Array,
  address: number,
  mark: (address: number) => string | undefined,
  show: (byte: number) => string,
) {
  const parts = [];
  for (let from = 0; from < bytes.length; ) {
    const marked = mark(address + from);
    let to = from + 1;
    while (to < bytes.length && mark(address + to) === marked) to += 1;
    const text = Array.from(bytes.subarray(from, to), show).join("");
    parts.push(marked === undefined ? text : <mark class={marked} key={from}>{text}</mark>);
    from = to;
  }
  return parts;
}

function character(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
