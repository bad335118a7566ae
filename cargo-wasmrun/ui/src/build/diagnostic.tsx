import { editorAddress } from "../editor";
import type { Diagnostic, Place } from "../state";
import { marker } from "./marker";

/** What a compiler says, with the lines it speaks of. */
export function DiagnosticView({ diagnostic, editor }: { diagnostic: Diagnostic; editor: string }) {
  const { severity, code, place, hints, related } = diagnostic;
  // Further lines are often a picture of the source.
  const [message, ...details] = diagnostic.message.split("\n");
  return (
    <article class={`diagnostic ${severity}`}>
      <h3>
        <span class="severity">{severity}</span> {message}
        {code !== null && <span class="code"> {code}</span>}
      </h3>
      {details.length > 0 && <pre class="details">{details.join("\n")}</pre>}
      {place !== null && <p class="place"><PlaceLink place={place} editor={editor} /></p>}
      <ExcerptView diagnostic={diagnostic} />
      {related.map(({ place, label }) => (
        <p class="related">
          <span class="place"><PlaceLink place={place} editor={editor} /></span> {label}
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

/** A place, which opens in the editor if it lies in the project. */
function PlaceLink({ place, editor }: { place: Place; editor: string }) {
  const text = `${place.file}:${place.line}:${place.column}`;
  const address = editorAddress(editor, place);
  return address === undefined ? <>{text}</> : <a href={address}>{text}</a>;
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
