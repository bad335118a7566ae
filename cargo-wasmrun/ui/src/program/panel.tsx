import { useEffect, useRef } from "preact/hooks";
import type { Program } from "../state";
import { Input } from "./input";
import { Outcome } from "./outcome";
import { isActive, type Run, type Runner } from "./runner";

/** The program: its terminal, its input, Run and Stop. */
export function ProgramPanel({ runner, run, program }: {
  runner: Runner;
  run: Run;
  program: Program | undefined;
}) {
  const terminal = useRef<HTMLDivElement>(null);
  useEffect(
    () => (terminal.current === null ? undefined : runner.terminal.attach(terminal.current)),
    [runner],
  );
  const active = isActive(run);
  return (
    <section class="program" aria-label="Program" data-phase={run.phase}
      data-program={run.phase === "none" ? undefined : run.program.id}>
      <div class="terminal" ref={terminal} tabIndex={0} role="log" aria-label="Output" />
      {program === undefined && <p class="empty">The program appears here once it is built.</p>}
      <Outcome run={run} />
      <div class="controls">
        <Input runner={runner} run={run} />
        {active ? (
          <button type="button" class="stop" onClick={() => runner.stop()}>
            Stop
          </button>
        ) : (
          <button type="button" class="run" disabled={program === undefined}
            onClick={() => program !== undefined && runner.start(program)}>
            Run
          </button>
        )}
      </div>
    </section>
  );
}
