import { useEffect, useRef, useState } from "preact/hooks";
import { isActive, type Run } from "./runner";
import { isOn, type Sides, type Where } from "./sides";

const MOST_REMEMBERED = 100;

/** The line that goes to the program's standard input. */
export function Input({ sides, run, where, raw, onRaw }: {
  sides: Sides;
  run: Run;
  where: Where;
  /** Whether keys go to the program one by one, from the terminal. */
  raw: boolean;
  onRaw: (raw: boolean) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [line, setLine] = useState("");
  const [history, setHistory] = useState<string[]>([]);
  const [recalled, setRecalled] = useState(0);
  const active = isActive(run);
  // In this browser, input that blocks needs memory that is shared with the worker.
  const shared = self.crossOriginIsolated || isOn(where, "host");

  useEffect(() => {
    // A program that asks is answered without a click, unless someone is busy elsewhere.
    if (run.phase === "waiting" && document.activeElement === document.body) {
      field.current?.focus({ preventScroll: true });
    }
  }, [run.phase]);

  const send = (event: Event) => {
    event.preventDefault();
    if (!active) return;
    sides.send(line);
    if (line !== "") setHistory([line, ...history].slice(0, MOST_REMEMBERED));
    setRecalled(0);
    setLine("");
  };

  const recall = (step: number) => {
    const next = Math.min(Math.max(recalled + step, 0), history.length);
    setRecalled(next);
    setLine(next === 0 ? "" : (history[next - 1] ?? ""));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const selected = field.current?.selectionStart !== field.current?.selectionEnd;
    if (event.key === "ArrowUp") recall(1);
    else if (event.key === "ArrowDown") recall(-1);
    else if (event.ctrlKey && event.key === "d" && line === "") sides.endInput();
    else if (event.ctrlKey && event.key === "c" && !selected) sides.stop();
    else return;
    event.preventDefault();
  };

  return (
    <form class="input" onSubmit={send}>
      <label for="input">Input</label>
      <input
        id="input"
        ref={field}
        value={line}
        onInput={(event) => setLine(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        disabled={!active || !shared || raw}
        placeholder={raw ? "Keys go to the program while the terminal has the focus" : placeholder(run, shared)}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="send"
      />
      <button type="button" onClick={() => sides.endInput()} disabled={!active || !shared}
        title="End of input (Ctrl+D)">
        EOF
      </button>
      <label class="switch" title="Send each key at once, as a terminal in raw mode">
        <input type="checkbox" checked={raw} disabled={!shared}
          onChange={(event) => onRaw(event.currentTarget.checked)} />
        Raw
      </label>
    </form>
  );
}

function placeholder(run: Run, shared: boolean): string {
  if (!shared) return "Input needs a page from localhost or over https";
  if (run.phase === "waiting") return "The program waits for a line";
  return isActive(run) ? "A line for the program" : "The program does not run";
}
