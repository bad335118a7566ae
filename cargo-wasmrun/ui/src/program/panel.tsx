import { useState } from "preact/hooks";
import type { Program } from "../state";
import type { FilesStore } from "./files_store";
import { FilesView } from "./files_view";
import { Input } from "./input";
import { Pane } from "./pane";
import { isActive } from "./runner";
import { readFields, toSetup, type Typed } from "./setup";
import { SetupView } from "./setup_view";
import { isOn, SIDES, together, type Runs, type Sides, type Where } from "./sides";

/** The program: where it runs, its terminals, its input, what it is started with, Run and Stop. */
export function ProgramPanel({ sides, runs, program, typed, onType, files, store }: {
  sides: Sides;
  runs: Runs;
  program: Program | undefined;
  typed: Typed;
  onType: (typed: Typed) => void;
  files: ReadonlyMap<string, Uint8Array>;
  store: FilesStore;
}) {
  const [raw, setRaw] = useState(false);
  const [where, setWhere] = useState(sides.where);
  const run = together(runs, where);
  const active = isActive(run);
  const shown = SIDES.filter(({ id }) => isOn(where, id));

  const start = () => {
    if (program !== undefined) sides.start(program, toSetup(readFields(typed, program)));
  };
  const choose = (next: Where) => {
    sides.choose(next);
    setWhere(next);
    // Who wants to see the program elsewhere wants to see it run.
    start();
  };

  return (
    <section class="program" aria-label="Program" data-phase={run.phase}
      data-program={run.phase === "none" ? undefined : run.program.id}>
      <div class="panes">
        {shown.map(({ id, title }) => (
          <Pane key={id} title={shown.length > 1 ? title : undefined} runner={sides.runners[id]}
            run={runs[id]} sides={sides} raw={raw} />
        ))}
      </div>
      {program === undefined && <p class="empty">The program appears here once it is built.</p>}
      <div class="controls">
        <Input sides={sides} run={run} where={where} raw={raw} onRaw={setRaw} />
        <select aria-label="Where the program runs" value={where} disabled={program === undefined}
          onChange={(event) => choose(event.currentTarget.value as Where)}>
          {SIDES.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
          <option value="both">Side by side</option>
        </select>
        {active ? (
          <button type="button" class="stop" onClick={() => sides.stop()}>
            Stop
          </button>
        ) : (
          <button type="button" class="run" disabled={program === undefined} onClick={start}>
            Run
          </button>
        )}
      </div>
      {program !== undefined && (
        <details class="more">
          <summary>Arguments, environment, files{files.size > 0 && ` (${files.size})`}</summary>
          <div class="more-body">
            <SetupView plan={program} typed={typed} onType={onType} />
            <FilesView files={files} store={store} />
          </div>
        </details>
      )}
    </section>
  );
}
