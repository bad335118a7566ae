import { useEffect, useRef, useState } from "preact/hooks";
import type { Program } from "../state";
import type { FilesStore } from "./files_store";
import { FilesView } from "./files_view";
import { Input } from "./input";
import { sequence } from "./keys";
import { Outcome } from "./outcome";
import { isActive, type Run, type Runner } from "./runner";
import type { Setup } from "./setup";
import { SetupView } from "./setup_view";

/** The program: its terminal, its input, what it is started with, Run and Stop. */
export function ProgramPanel({ runner, run, program, setup, onSetup, files, store }: {
  runner: Runner;
  run: Run;
  program: Program | undefined;
  setup: Setup;
  onSetup: (setup: Setup) => void;
  files: ReadonlyMap<string, Uint8Array>;
  store: FilesStore;
}) {
  const terminal = useRef<HTMLDivElement>(null);
  const [raw, setRaw] = useState(false);
  useEffect(
    () => (terminal.current === null ? undefined : runner.terminal.attach(terminal.current)),
    [runner],
  );
  useEffect(() => {
    if (raw) terminal.current?.focus();
  }, [raw]);
  const active = isActive(run);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!raw || !active) return;
    const selection = getSelection()?.isCollapsed === false;
    if (event.ctrlKey && event.key === "c" && selection) return;
    const keys = sequence(event);
    // Shift and Tab leave the terminal, so that nobody is caught in it.
    if (keys === undefined || (event.key === "Tab" && event.shiftKey)) return;
    event.preventDefault();
    if (event.ctrlKey && event.key === "c") runner.stop();
    else if (event.ctrlKey && event.key === "d") runner.endInput();
    else runner.sendRaw(keys);
  };

  return (
    <section class="program" aria-label="Program" data-phase={run.phase}
      data-program={run.phase === "none" ? undefined : run.program.id}>
      <div class="terminal" ref={terminal} tabIndex={0} role="log" aria-label="Output"
        onKeyDown={onKeyDown} />
      {program === undefined && <p class="empty">The program appears here once it is built.</p>}
      <Outcome run={run} />
      <div class="controls">
        <Input runner={runner} run={run} raw={raw} onRaw={setRaw} />
        {active ? (
          <button type="button" class="stop" onClick={() => runner.stop()}>
            Stop
          </button>
        ) : (
          <button type="button" class="run" disabled={program === undefined}
            onClick={() => program !== undefined && runner.start(program, setup)}>
            Run
          </button>
        )}
      </div>
      {program !== undefined && (
        <details class="more">
          <summary>Arguments, environment, files{files.size > 0 && ` (${files.size})`}</summary>
          <div class="more-body">
            <SetupView setup={setup} onChange={onSetup} />
            <FilesView files={files} store={store} />
          </div>
        </details>
      )}
    </section>
  );
}
