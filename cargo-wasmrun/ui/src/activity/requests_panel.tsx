import { useState } from "preact/hooks";
import { size } from "../format";
import type { Entry, MessageEntry, RequestEntry } from "./entries";
import { Following, time } from "./following";
import { MessageText } from "./message_text";

/** What was asked of the app's origin, how it was answered, and what went through its WebSockets. */
export function RequestsPanel({ entries }: { entries: Entry[] }) {
  const [filter, setFilter] = useState("");
  const shown = entries.filter(isTraffic).filter((entry) => words(entry).includes(filter));
  return (
    <section class="activity" aria-label="Requests">
      <div class="tools">
        <input type="search" placeholder="Filter" aria-label="Filter" value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)} />
      </div>
      <Following label="List of requests" count={shown.length}>
        {shown.length === 0 ? <p class="quiet">{filter === "" ? "Nothing was asked for yet." : "No request is like that."}</p> : (
          <table>
            <thead>
              <tr><th>Time</th><th>Method</th><th>Path</th><th>Status</th><th>Size</th><th>Took</th></tr>
            </thead>
            <tbody>
              {shown.map((entry) => entry.kind === "request"
                ? <RequestRow key={entry.number} at={entry.at} request={entry} />
                : <MessageRow key={entry.number} at={entry.at} message={entry} />)}
            </tbody>
          </table>
        )}
      </Following>
    </section>
  );
}

function isTraffic(entry: Entry): entry is Extract<Entry, RequestEntry | MessageEntry> {
  return entry.kind === "request" || entry.kind === "message";
}

/** What the filter looks at. */
function words(entry: RequestEntry | MessageEntry): string {
  return entry.kind === "request"
    ? `${entry.method} ${entry.path} ${entry.status}`
    : `${direction(entry)} ${entry.path} ${entry.text ?? "binary"}`;
}

/** As the app's page sees it. */
function direction({ from }: MessageEntry): string {
  return from === "page" ? "sent" : "received";
}

function RequestRow({ at, request }: { at: number; request: RequestEntry }) {
  const { method, path, status, bytes, milliseconds } = request;
  return (
    <tr class={status >= 400 ? "bad" : ""}>
      <td>{time(at)}</td>
      <td>{method}</td>
      <td class="path">{path}</td>
      <td>{status}</td>
      <td>{bytes === null ? "" : size(bytes)}</td>
      <td>{milliseconds.toFixed(1)} ms</td>
    </tr>
  );
}

function MessageRow({ at, message }: { at: number; message: MessageEntry }) {
  return (
    <tr>
      <td>{time(at)}</td>
      <td class="quiet">{direction(message)}</td>
      <td class="path">
        <span class="quiet">{message.path}</span>
        <MessageText message={message} />
      </td>
      <td />
      <td>{size(message.bytes)}</td>
      <td />
    </tr>
  );
}
