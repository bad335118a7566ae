import { useState } from "preact/hooks";
import { AnsiText } from "../build/ansi_text";
import { isWritten, type Entry } from "./entries";
import { Following, time } from "./following";

/** What the app writes to the console of the browser, and its server to its standard streams. */
export function ConsolePanel({ entries }: { entries: Entry[] }) {
  const [filter, setFilter] = useState("");
  const [cleared, setCleared] = useState(0);
  const shown = entries.filter(isWritten).filter(({ number, text }) => number > cleared
    && text.toLowerCase().includes(filter.toLowerCase()));
  return (
    <section class="activity" aria-label="Console">
      <div class="tools">
        <input type="search" placeholder="Filter" aria-label="Filter" value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)} />
        <button type="button" onClick={() => setCleared(entries.at(-1)?.number ?? 0)}>Clear</button>
      </div>
      <Following label="Messages" count={shown.length}>
        {shown.length === 0 && <p class="quiet">Nothing was written yet.</p>}
        {shown.map((entry) => (
          <div class={`message ${entry.kind === "console" ? entry.level : entry.stream}`} key={entry.number}>
            <time>{time(entry.at)}</time>
            {entry.kind === "console" ? <pre>{entry.text}</pre> : <AnsiText text={entry.text} />}
            <span class="quiet">{entry.kind === "console" ? entry.page : entry.stream}</span>
          </div>
        ))}
      </Following>
    </section>
  );
}
