import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Failure } from "./build/failure";
import { Status } from "./build/status";
import { connect } from "./connection";
import { size } from "./format";
import { ProgramPanel } from "./program/panel";
import { Runner, type Run } from "./program/runner";
import type { State } from "./state";

/** The page: what is being built on top, the program below. */
export function App() {
  const [state, setState] = useState<State>();
  const [connected, setConnected] = useState(false);
  const [covered, setCovered] = useState(false);
  const [run, setRun] = useState<Run>({ phase: "none" });
  const runner = useMemo(() => new Runner(setRun), []);
  const started = useRef<string | undefined>(undefined);

  useEffect(() => {
    connect({
      onConnected: setConnected,
      onState: (next) => {
        setState(next);
        // The same program after a reconnect or a build without effect goes on as it is.
        if (next.program !== null && next.program.id !== started.current) {
          started.current = next.program.id;
          runner.start(next.program);
        }
      },
    });
  }, [runner]);

  useEffect(() => {
    document.title = state === undefined ? "wasmrun" : `${mark(state)}${state.project}`;
  }, [state]);

  const program = state?.program ?? undefined;
  return (
    <>
      <header class="bar">
        <h1>{state?.project ?? "wasmrun"}</h1>
        {program !== undefined && (
          <p class="module">
            {program.name} <span class="quiet">{size(program.bytes)}</span>
          </p>
        )}
        <Status state={state} connected={connected} />
      </header>
      <main>
        <ProgramPanel runner={runner} run={run} program={program} covered={covered} />
        <Failure build={state?.build ?? undefined} hasProgram={program !== undefined}
          onCover={setCovered} />
      </main>
    </>
  );
}

/** What the tab's title tells while the page is in the background. */
function mark({ building, build }: State): string {
  if (building) return "… ";
  return build !== null && !build.succeeded ? "✗ " : "";
}
