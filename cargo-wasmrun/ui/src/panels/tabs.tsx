import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface Panel {
  id: string;
  title: string;
  /** A word on what is new in it, beside the title. */
  note?: string | undefined;
  /** Whether it stays as it is while another is shown, instead of being made anew. */
  keep?: boolean;
  content: () => ComponentChildren;
}

/** Panels of which one is shown; the address tells which, so that it survives a reload. */
export function Tabs({ panels }: { panels: Panel[] }) {
  const [wanted, setWanted] = useState(() => location.hash.slice(1));
  const list = useRef<HTMLDivElement>(null);
  const shown = panels.find(({ id }) => id === wanted) ?? panels[0];

  useEffect(() => {
    const follow = () => setWanted(location.hash.slice(1));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  const show = (id: string) => {
    history.replaceState(null, "", `#${id}`);
    setWanted(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (shown === undefined) return;
    const at = panels.indexOf(shown);
    const index = { ArrowRight: (at + 1) % panels.length, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = index === undefined ? undefined : panels.at(index);
    if (next === undefined) return;
    event.preventDefault();
    show(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };

  return (
    <>
      <div class="tabs" role="tablist" aria-label="Panels" ref={list} onKeyDown={onKeyDown}>
        {panels.map(({ id, title, note, keep }) => (
          <button type="button" role="tab" id={`tab-${id}`} key={id}
            aria-controls={keep === true || id === shown?.id ? `panel-${id}` : undefined}
            aria-selected={id === shown?.id} tabIndex={id === shown?.id ? 0 : -1}
            onClick={() => show(id)}>
            {title}
            {note !== undefined && <span class="tab-note"> {note}</span>}
          </button>
        ))}
      </div>
      {panels.map(({ id, keep, content }) => (
        (keep === true || id === shown?.id) && (
          <div class="panel" role="tabpanel" id={`panel-${id}`} key={id} hidden={id !== shown?.id}
            aria-labelledby={`tab-${id}`}>
            {content()}
          </div>
        )
      ))}
    </>
  );
}
