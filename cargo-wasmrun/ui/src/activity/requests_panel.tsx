import { useState } from "preact/hooks";
import { size } from "../format";
import type { Entry } from "./entries";
import { Following, time } from "./following";

/** What was asked of the app's origin, and how it was answered. */
export function RequestsPanel({ entries }: { entries: Entry[] }) {
  const [filter, setFilter] = useState("");
  const shown = entries.filter((entry) => entry.kind === "request"
    && `${entry.method} ${entry.path} ${entry.status}`.includes(filter));
  return (
    <section class="activity" aria-label="Requests">
      <div class="tools">
        <input type="search" placeholder="Filter" aria-label="Filter" value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)} />
      </div>
      <Following label="List of requests" count={shown.length}>
        {shown.length === 0 ? <p class="quiet">Nothing was asked for yet.</p> : (
          <table>
            <thead>
              <tr><th>Time</th><th>Method</th><th>Path</th><th>Status</th><th>Size</th><th>Took</th></tr>
            </thead>
            <tbody>
              {shown.map((entry) => entry.kind === "request" && (
                <tr key={entry.number} class={entry.status >= 400 ? "bad" : ""}>
                  <td>{time(entry.at)}</td>
                  <td>{entry.method}</td>
                  <td class="path">{entry.path}</td>
                  <td>{entry.status}</td>
                  <td>{entry.bytes === null ? "" : size(entry.bytes)}</td>
                  <td>{entry.milliseconds.toFixed(1)} ms</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Following>
    </section>
  );
}
