import { useState } from "preact/hooks";
import { AnsiText } from "../build/ansi_text";
import { Following } from "../activity/following";
import { useAnatomy } from "../module/anatomy";
import type { Program } from "../state";
import { CallForm } from "./form";
import { CallView } from "./history";
import type { Calls } from "./use_calls";
import { signature } from "./value";

/** Every exported function, to be called with values of its real types. */
export function FunctionsPanel({ program, calls: { session, calls, output } }: {
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
        {functions.length === 0 && <p class="quiet">No function is exported.</p>}
        {functions.map(({ name, type }) => (
          <CallForm key={name} name={name} type={type}
            onCall={(values, typed) => session.call({ name, ...signature(type), values }, typed)} />
        ))}
      </div>
      <div class="calls">
        <div class="tools">
          <button type="button" onClick={() => session.reset()} disabled={calls.length === 0}>
            {busy ? "Stop" : "New instance"}
          </button>
          <button type="button" onClick={() => session.clear()} disabled={calls.length === 0}>Clear</button>
        </div>
        <Following count={calls.filter(({ outcome }) => outcome !== undefined).length}>
          {calls.length === 0 && <p class="quiet">Calls and their results are listed here. They share one instance.</p>}
          {calls.map((call) => <CallView key={call.id} call={call} />)}
          {output !== "" && <AnsiText text={output} />}
        </Following>
      </div>
    </section>
  );
}
