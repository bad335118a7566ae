import { useEffect, useRef, useState } from "preact/hooks";
import type { PageLens, Stretch } from "./page_lens";

/** How long a byte that was written is marked, in milliseconds. */
const MARKED = 1_200;

/** How long an answer may take before that is told, in milliseconds. */
const PATIENCE = 300;

interface View {
  stretch: Stretch | undefined;
  changed: ReadonlySet<number>;
  sizes: number[];
  /** Where what was searched for is, below 0 if nowhere; `undefined` if nothing was searched for. */
  found: number | undefined;
  /** Whether the program has not let anybody look for a while. */
  late: boolean;
}

const NOTHING: View = { stretch: undefined, changed: new Set(), sizes: [], found: undefined, late: false };

/** What a lens shows of a memory, again with each change. */
export function useStretch(
  lens: PageLens | undefined,
  { memory, address, length }: { memory: number; address: number; length: number },
): View & { search(sought: Uint8Array, from: number): void } {
  const [view, setView] = useState(NOTHING);
  const marks = useRef(new Map<number, number>());

  useEffect(() => {
    marks.current.clear();
    setView(NOTHING);
    lens?.watch(true);
    return () => lens?.watch(false);
  }, [lens, memory]);

  useEffect(() => {
    if (lens === undefined) return;
    lens.want(memory, address, length);
    const wanted = performance.now();
    let edition: number | undefined;
    let last: Stretch | undefined;
    const look = () => {
      frame = requestAnimationFrame(look);
      const now = performance.now();
      const expired = [...marks.current].filter(([, since]) => now - since > MARKED);
      for (const [at] of expired) marks.current.delete(at);
      const current = lens.edition();
      const stretch = current === edition && last !== undefined ? last : lens.look();
      const late = stretch === undefined && now - wanted > PATIENCE;
      if (stretch !== last && stretch !== undefined) {
        if (last !== undefined) for (const at of differences(last, stretch)) marks.current.set(at, now);
        edition = current;
      }
      const found = lens.found();
      setView((known) => {
        const same = stretch === last && expired.length === 0 && known.late === late && known.found === found;
        return same ? known : { stretch: stretch ?? known.stretch, changed: new Set(marks.current.keys()), sizes: lens.sizes(), found, late };
      });
      last = stretch ?? last;
    };
    let frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [lens, memory, address, length]);

  return { ...view, search: (sought, from) => lens?.search(sought, from) };
}

/** The addresses whose bytes are others. */
function differences(one: Stretch, other: Stretch): number[] {
  const found: number[] = [];
  for (let at = 0; at < other.bytes.length; at += 1) {
    if (one.bytes[at] !== other.bytes[at]) found.push(other.address + at);
  }
  return found;
}
