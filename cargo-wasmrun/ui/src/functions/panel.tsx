import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Following } from "../activity/following";
import { useAnatomy } from "../module/anatomy";
import type { Program } from "../state";
import type { Terminal } from "../terminal/view";
import { CallForm } from "./form";
import { CallView } from "./history";
import type { Calls } from "./use_calls";
import { signature } from "./value";

/** The most functions that have a form at once. */
const MOST_FORMS = 200;

/** Every exported function, to be called with values of its real types. */
export function FunctionsPanel({ program, calls: { session, calls, hasOutput } }: {
  program: Program;
  calls: Calls;
}) {
  const loaded = useAnatomy(program);
  const [filter, setFilter] = useState("");

  if (loaded.kind === "loading") return <p class="empty">Reading the module</p>;
  if (loaded.kind === "failed") return <p class="empty bad">{loaded.message}</p>;
  const functions = loaded.anatomy.exports
    .filter(({ kind, name }) => kind === "function" && name.toLowerCase().includes(filter.toLowerCase()));
  const busy = calls.some(({ outcome }) => outcome === undefined);
  return (
    <section class="functions" aria-label="Functions">
      <div class="function-list">
        <div class="tools">
          <input type="search" placeholder="Filter" aria-label="Filter" value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)} />
        </div>
        {functions.length === 0 && (
          <p class="quiet">{filter === "" ? "No function is exported." : "No function is called so."}</p>
        )}
        {functions.slice(0, MOST_FORMS).map(({ name, type }) => (
          <CallForm key={`${name} ${type}`} name={name} type={type}
            onCall={(values, typed) => session.call({ name, ...signature(type), values }, typed)} />
        ))}
        {functions.length > MOST_FORMS && (
          <p class="quiet">and {functions.length - MOST_FORMS} more, which the filter finds</p>
        )}
      </div>
      <div class="calls">
        <div class="tools">
          <button type="button" onClick={() => session.reset()} disabled={calls.length === 0}>
            {busy ? "Stop" : "New instance"}
          </button>
          <button type="button" onClick={() => session.clear()} disabled={calls.length === 0}>Clear</button>
        </div>
        <Following label="Calls" count={calls.filter(({ outcome }) => outcome !== undefined).length}>
          {calls.length === 0 && <p class="quiet">Calls and their results are listed here. They share one instance.</p>}
          {calls.map((call) => <CallView key={call.id} call={call} />)}
        </Following>
        {hasOutput && <Output terminal={session.terminal} />}
      </div>
    </section>
  );
}

/** What the functions write. */
function Output({ terminal }: { terminal: Terminal }) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(
    () => (element.current === null ? undefined : terminal.attach(element.current)),
    [terminal],
  );
  return <div class="terminal" role="log" aria-label="Output" tabIndex={0} ref={element} />;
}
