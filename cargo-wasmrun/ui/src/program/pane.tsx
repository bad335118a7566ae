import { useEffect, useRef } from "preact/hooks";
import { sequence } from "./keys";
import { Outcome } from "./outcome";
import { isActive, type Run, type Runner } from "./runner";
import type { Sides } from "./sides";

/** The terminal of one place and how the program ended there. */
export function Pane({ title, runner, run, sides, raw }: {
  /** What to call the place, where there are two. */
  title: string | undefined;
  runner: Runner;
  run: Run;
  sides: Sides;
  /** Whether keys go to the program one by one. */
  raw: boolean;
}) {
  const terminal = useRef<HTMLDivElement>(null);
  useEffect(
    () => (terminal.current === null ? undefined : runner.terminal.attach(terminal.current)),
    [runner],
  );
  useEffect(() => {
    if (raw) terminal.current?.focus();
  }, [raw]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!raw || !isActive(run)) return;
    const selection = getSelection()?.isCollapsed === false;
    if (event.ctrlKey && event.key === "c" && selection) return;
    const keys = sequence(event);
    // Shift and Tab leave the terminal, so that nobody is caught in it.
    if (keys === undefined || (event.key === "Tab" && event.shiftKey)) return;
    event.preventDefault();
    if (event.ctrlKey && event.key === "c") sides.stop();
    else if (event.ctrlKey && event.key === "d") sides.endInput();
    else sides.sendRaw(keys);
  };

  return (
    <div class="pane" data-phase={run.phase}>
      {title !== undefined && <h3 class="pane-title">{title}</h3>}
      <div class="terminal" ref={terminal} tabIndex={0} role="log"
        aria-label={title === undefined ? "Output" : `Output, ${title.toLowerCase()}`} onKeyDown={onKeyDown} />
      <Outcome run={run} />
    </div>
  );
}
