import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** How near the end, in pixels, counts as reading along. */
const NEAR = 40;

/** A list that stays at its end while its reader is there. */
export function Following({ label, count, children }: {
  label: string;
  count: number;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    const list = element.current;
    if (list !== null && follows.current) list.scrollTop = list.scrollHeight;
  }, [count]);
  const onScroll = () => {
    const list = element.current;
    if (list === null) return;
    follows.current = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  };
  return <div class="list" role="log" aria-label={label} tabIndex={0} ref={element} onScroll={onScroll}>{children}</div>;
}

/** The time of day of an entry. */
export function time(at: number): string {
  const date = new Date(at);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
