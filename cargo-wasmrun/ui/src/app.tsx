import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { AppPanel } from "./activity/app_panel";
import { ConsolePanel } from "./activity/console_panel";
import { withNew, type Entry } from "./activity/entries";
import { RequestsPanel } from "./activity/requests_panel";
import { Failure } from "./build/failure";
import { BuildPanel } from "./build/panel";
import { Status } from "./build/status";
import { connect } from "./connection";
import { size } from "./format";
import { FunctionsPanel } from "./functions/panel";
import { useCalls } from "./functions/use_calls";
import { BEGINNING, MemoryPanel } from "./memory/panel";
import { ModulePanel } from "./module/panel";
import { Tabs, type Panel } from "./panels/tabs";
import { FilesStore } from "./program/files_store";
import { ProgramPanel } from "./program/panel";
import { hasBegun } from "./program/runner";
import { readFields, toSetup, type Typed } from "./program/setup";
import { NO_RUNS, Sides } from "./program/sides";
import type { State } from "./state";

/** The page: what is being built on top, the panels below. */
export function App() {
  const [state, setState] = useState<State>();
  const [entries, setEntries] = useState<Entry[]>([]);
  const [connected, setConnected] = useState(false);
  const [covered, setCovered] = useState(false);
  const [runs, setRuns] = useState(NO_RUNS);
  const [files, setFiles] = useState<ReadonlyMap<string, Uint8Array>>(new Map());
  const store = useMemo(() => new FilesStore(setFiles), []);
  const sides = useMemo(() => new Sides(setRuns, store), []);
  // What the user changed stays from one build to the next; until then the plan counts.
  const [typed, setTyped] = useState<Typed>({});
  const latest = useRef(typed);
  latest.current = typed;
  const [spot, setSpot] = useState(BEGINNING);
  const started = useRef<string | undefined>(undefined);

  useEffect(() => {
    connect({
      onConnected: setConnected,
      onState: (next) => {
        setState(next);
        // The same program after a reconnect or a build without effect goes on as it is.
        if (next.program !== null && next.program.id !== started.current) {
          started.current = next.program.id;
          sides.start(next.program, toSetup(readFields(latest.current, next.program)));
        }
      },
      onActivity: (message) => setEntries((known) => withNew(known, message)),
    });
  }, [sides]);

  useEffect(() => {
    document.title = state === undefined ? "wasmrun" : `${mark(state)}${state.project}`;
  }, [state]);

  const program = state?.program ?? undefined;
  const calls = useCalls(program, toSetup(readFields(typed, program)), store);
  const panels: Panel[] = [];
  if (state?.app != null) {
    const app = state.app;
    panels.push(
      { id: "app", title: "App", content: () => <AppPanel app={app} /> },
      { id: "console", title: "Console", note: troubles(entries),
        content: () => <ConsolePanel entries={entries} /> },
      { id: "requests", title: "Requests", content: () => <RequestsPanel entries={entries} /> },
    );
  } else {
    panels.push({ id: "program", title: "Program", keep: true,
      content: () => (
        <ProgramPanel sides={sides} runs={runs} program={program}
          typed={typed} onType={setTyped} files={files} store={store} />
      ) });
  }
  if (program !== undefined && calls !== undefined) {
    const sources = [
      { id: "program", title: "Program", lens: hasBegun(runs.browser) ? sides.runners.browser.lens : undefined },
      { id: "functions", title: "Functions", lens: calls.session.lens },
    ];
    panels.push(
      { id: "functions", title: "Functions",
        content: () => <FunctionsPanel program={program} calls={calls} /> },
      { id: "memory", title: "Memory",
        content: () => (
          <MemoryPanel sources={sources} memories={program.memories} spot={spot} onSpot={setSpot} />
        ) },
      { id: "module", title: "Module", content: () => <ModulePanel program={program} /> },
    );
  }
  if (state !== undefined) {
    panels.push({ id: "build", title: "Build", content: () => <BuildPanel state={state} /> });
  }
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
        <div class="panels" inert={covered}>
          <Tabs panels={panels} />
        </div>
        <Failure build={state?.build ?? undefined} editor={state?.editor ?? ""}
          hasProgram={program !== undefined} onCover={setCovered} />
      </main>
    </>
  );
}

/** What the tab's title tells while the page is in the background. */
function mark({ building, build }: State): string {
  if (building) return "… ";
  return build !== null && !build.succeeded ? "✗ " : "";
}

/** How many errors the app wrote to its console. */
function troubles(entries: Entry[]): string | undefined {
  const count = entries.filter((entry) => entry.kind === "console" && entry.level === "error").length;
  return count === 0 ? undefined : String(count);
}
