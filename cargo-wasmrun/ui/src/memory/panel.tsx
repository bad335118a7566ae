import { useEffect, useRef, useState } from "preact/hooks";
import { size } from "../format";
import type { ModuleMemory } from "../worker/messages";
import { parseAddress, parseNeedle } from "./address";
import { Hex } from "./hex";
import type { PageLens } from "./page_lens";
import { useStretch } from "./use_stretch";
import { useGrid } from "./use_grid";

/** An instance whose memories can be looked at. */
export interface Source {
  id: string;
  title: string;
  lens: PageLens | undefined;
}

/** Where somebody looks; it stays while another panel is shown, and from one build to the next. */
export interface Spot {
  source: string | undefined;
  memory: number;
  top: number;
}

export const BEGINNING: Spot = { source: undefined, memory: 0, top: 0 };

/** The bytes of a memory and their text, which follow what the program writes. */
export function MemoryPanel({ sources, memories, spot, onSpot }: {
  sources: Source[];
  memories: ModuleMemory[];
  spot: Spot;
  onSpot: (spot: Spot) => void;
}) {
  const { source: sourceId, top } = spot;
  // Another build may have fewer.
  const memory = spot.memory < memories.length ? spot.memory : 0;
  const setTop = (top: number) => onSpot({ ...spot, top });
  const [goal, setGoal] = useState("");
  const [sought, setSought] = useState("");
  const awaited = useRef(false);
  const area = useRef<HTMLDivElement>(null);
  const { rows, columns } = useGrid(area);
  const source = sources.find(({ id }) => id === sourceId) ?? sources.find(({ lens }) => lens !== undefined);
  const lens = source?.lens;
  const [bytes, setBytes] = useState(0);
  const last = Math.max(0, Math.ceil(bytes / columns) - 1) * columns;
  // A memory that is smaller than the last, or has yet to grow, is shown to its end.
  const address = bytes === 0 ? top : Math.min(top, last);
  const view = useStretch(lens, { memory, address, length: rows * columns });
  const bytesNow = view.sizes[memory] ?? 0;
  useEffect(() => setBytes(bytesNow), [bytesNow]);

  const show = (address: number) => setTop(Math.min(Math.max(0, Math.floor(address / columns) * columns), last));
  useEffect(() => {
    // Only what was searched for just now: an older find is where it was.
    if (!awaited.current || view.found === undefined) return;
    awaited.current = false;
    if (view.found >= 0) show(view.found);
  });

  if (!self.crossOriginIsolated) {
    return <p class="empty">Memory can be looked at on a page from localhost or over https.</p>;
  }
  if (memories.length === 0) return <p class="empty">This module has no memory.</p>;

  const onKeyDown = (event: KeyboardEvent) => {
    const step: Record<string, number> = {
      ArrowDown: columns, ArrowUp: -columns, PageDown: rows * columns, PageUp: -rows * columns,
      Home: -Infinity, End: Infinity,
    };
    const by = step[event.key];
    if (by === undefined) return;
    event.preventDefault();
    show(Number.isFinite(by) ? address + by : by < 0 ? 0 : last);
  };
  const length = parseNeedle(sought).length;
  const found = view.found !== undefined && view.found >= 0 ? { from: view.found, to: view.found + length } : undefined;

  return (
    <section class="memory" aria-label="Memory">
      <div class="tools">
        {sources.length > 1 && (
          <select aria-label="Instance" value={source?.id} onChange={(event) => onSpot({ ...spot, source: event.currentTarget.value })}>
            {sources.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
          </select>
        )}
        {memories.length > 1 && (
          <select aria-label="Memory" value={memory}
            onChange={(event) => onSpot({ ...spot, memory: Number(event.currentTarget.value), top: 0 })}>
            {memories.map(({ name, exported }, index) => (
              <option key={index} value={index}>{exported ? `${index}: ${name}` : `${index}, not exported`}</option>
            ))}
          </select>
        )}
        <form onSubmit={(event) => {
          event.preventDefault();
          const address = parseAddress(goal);
          if (address !== undefined) show(address);
        }}>
          <input aria-label="Address" placeholder="Address, as 0x400" value={goal} spellcheck={false}
            aria-invalid={goal !== "" && parseAddress(goal) === undefined}
            onInput={(event) => setGoal(event.currentTarget.value)} />
          <button type="submit">Go</button>
        </form>
        <form onSubmit={(event) => {
          event.preventDefault();
          awaited.current = length > 0;
          if (length > 0) view.search(parseNeedle(sought), (view.found ?? -1) + 1);
        }}>
          <input type="search" aria-label="Text or bytes" placeholder="Text, or bytes as de ad" value={sought}
            spellcheck={false} onInput={(event) => setSought(event.currentTarget.value)} />
          <button type="submit" disabled={length === 0 || bytes === 0}>Find</button>
        </form>
        <p class="quiet" role="status">{note(view, bytes)}</p>
      </div>
      <input type="range" class="hex-scroll" aria-label="Position" min={0} max={last} step={columns} value={address}
        onInput={(event) => setTop(Number(event.currentTarget.value))} />
      <div class="hex" ref={area} tabIndex={0} role="region" aria-label="Bytes" onKeyDown={onKeyDown}
        onWheel={(event) => {
          event.preventDefault();
          show(address + Math.sign(event.deltaY) * Math.max(1, Math.round(Math.abs(event.deltaY) / 30)) * columns);
        }}>
        {view.stretch !== undefined && (
          <Hex stretch={view.stretch} columns={columns} changed={view.changed} found={found} />
        )}
      </div>
    </section>
  );
}

function note(view: ReturnType<typeof useStretch>, bytes: number): string {
  if (view.stretch === undefined && bytes === 0) return "Nothing has run yet.";
  if (view.found === -1) return "Not found.";
  return view.late ? `${size(bytes)}; shown again when the program calls out` : size(bytes);
}
