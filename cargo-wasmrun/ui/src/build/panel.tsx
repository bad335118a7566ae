import { duration, plural, size } from "../format";
import type { HistoryNote, State } from "../state";
import { AnsiText } from "./ansi_text";
import { DiagnosticView } from "./diagnostic";

/** All that is known of the builds of this run. */
export function BuildPanel({ state }: { state: State }) {
  const { build, editor, history } = state;
  return (
    <section class="build-panel" aria-label="Build" tabIndex={0}>
      <h2>Last build</h2>
      {build === null ? <p class="quiet">None has ended yet.</p> : (
        <>
          <p class={build.succeeded ? "good" : "bad"}>
            {build.succeeded ? "Succeeded" : "Failed"} in {duration(build.milliseconds)}
          </p>
          {build.diagnostics.map((diagnostic) => (
            <DiagnosticView diagnostic={diagnostic} editor={editor} />
          ))}
          {build.omitted > 0 && <p class="quiet">{plural(build.omitted, "more diagnostic")} in the terminal.</p>}
          {build.output !== "" && (
            <details open={!build.succeeded && build.diagnostics.length === 0}>
              <summary>Output of the tools</summary>
              <AnsiText text={build.output} />
            </details>
          )}
        </>
      )}
      <h2>History</h2>
      <History history={history} />
    </section>
  );
}

function History({ history }: { history: HistoryNote[] }) {
  if (history.length === 0) return <p class="quiet">Nothing was built yet.</p>;
  const rows = history.map((note, index) => ({ note, change: change(history, index) })).reverse();
  return (
    <table class="history">
      <thead>
        <tr><th>Ended</th><th>Result</th><th>Took</th><th>Size</th><th>Change</th></tr>
      </thead>
      <tbody>
        {rows.map(({ note, change }) => (
          <tr key={note.at} class={note.succeeded ? "" : "bad"}>
            <td>{new Date(note.at).toTimeString().slice(0, 8)}</td>
            <td>{result(note)}</td>
            <td>{duration(note.milliseconds)}</td>
            <td>{note.bytes === null ? "" : size(note.bytes)}</td>
            <td>{change}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function result({ succeeded, errors, warnings }: HistoryNote): string {
  if (!succeeded) return errors === 0 ? "failed" : plural(errors, "error");
  return warnings === 0 ? "succeeded" : plural(warnings, "warning");
}

/** By how many bytes a build's result differs from that of the good one before it. */
function change(history: HistoryNote[], index: number): string {
  const now = history[index]?.bytes ?? null;
  const before = history.slice(0, index).findLast(({ bytes }) => bytes !== null)?.bytes ?? null;
  if (now === null || before === null) return "";
  const difference = now - before;
  if (difference === 0) return "none";
  return `${difference > 0 ? "+" : "−"}${size(Math.abs(difference))}`;
}
