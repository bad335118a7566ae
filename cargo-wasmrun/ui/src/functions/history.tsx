import { duration } from "../format";
import type { CallOutcome } from "../worker/messages";
import type { Call } from "./session";
import { showValue } from "./value";

/** One call and what came of it. */
export function CallView({ call }: { call: Call }) {
  const { name, typed, results, outcome, milliseconds } = call;
  return (
    <div class="call-result">
      <code>{name}({typed.join(", ")})</code>
      {outcome === undefined ? <span class="quiet"> running</span> : <Result outcome={outcome} types={results} />}
      {outcome?.kind === "returned" && <span class="quiet"> {duration(milliseconds)}</span>}
    </div>
  );
}

function Result({ outcome, types }: { outcome: CallOutcome; types: string[] }) {
  switch (outcome.kind) {
    case "returned": {
      const shown = outcome.values.map((value, index) => showValue(types[index] ?? "", value));
      return <output> = {types.length === 0 ? "()" : shown.join(", ")}</output>;
    }
    case "trapped":
      return (
        <div class="bad">
          Trapped: {outcome.message}
          {outcome.frames.length > 0 && <pre>{outcome.frames.join("\n")}</pre>}
        </div>
      );
    case "exited":
      return <span> exited with status {outcome.code}</span>;
    case "missing":
      return <div class="bad">Imports are missing: {outcome.imports.map(({ module, name }) => `${module}.${name}`).join(", ")}</div>;
    case "library":
      return null;
    case "refused":
      return <span class="bad"> {outcome.message}</span>;
  }
}
