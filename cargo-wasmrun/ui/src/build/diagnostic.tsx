import type { Diagnostic, Place } from "../state";

/** What a compiler says, with the lines it speaks of. */
export function DiagnosticView({ diagnostic }: { diagnostic: Diagnostic }) {
  const { severity, message, code, place, hints, related } = diagnostic;
  return (
    <article class={`diagnostic ${severity}`}>
      <h3>
        <span class="severity">{severity}</span> {message}
        {code !== null && <span class="code"> {code}</span>}
      </h3>
      {place !== null && <p class="place">{location(place)}</p>}
      <ExcerptView diagnostic={diagnostic} />
      {related.map(({ place, label }) => (
        <p class="related">
          <span class="place">{location(place)}</span> {label}
        </p>
      ))}
      {hints.map((hint) => (
        <p class="hint">
          <span class="severity">hint</span> {hint}
        </p>
      ))}
    </article>
  );
}

function location({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function ExcerptView({ diagnostic: { place, excerpt, label } }: { diagnostic: Diagnostic }) {
  if (place === null || excerpt === null) return null;
  return (
    <pre class="excerpt">
      {excerpt.lines.map((text, index) => {
        const number = excerpt.first_line + index;
        return (
          <>
            <span class={number === place.line ? "line here" : "line"}>
              <span class="number">{number}</span>
              {text}
              {"\n"}
            </span>
            {number === place.line && (
              <span class="line">
                <span class="number" />
                <span class="marker">{marker(text, place)}</span>
                {label !== null && <span class="label"> {label}</span>}
                {"\n"}
              </span>
            )}
          </>
        );
      })}
    </pre>
  );
}

/** Carets below the place; tabs are kept, so that both lines are indented alike. */
function marker(text: string, { line, column, end_line, end_column }: Place): string {
  const characters = [...text];
  const start = Math.min(column - 1, characters.length);
  const indent = characters
    .slice(0, start)
    .map((character) => (character === "\t" ? "\t" : " "))
    .join("");
  const ends = end_line === line && end_column !== null ? end_column - 1 : start + 1;
  const width = Math.max(1, Math.min(ends, characters.length) - start);
  return indent + "^".repeat(width);
}
