import { useEffect, useState } from "preact/hooks";
import { plural } from "../format";
import type { BuildReport } from "../state";
import { AnsiText } from "./ansi_text";
import { DiagnosticView } from "./diagnostic";

/** Covers the program while the last build is a failed one; Escape folds it up. */
export function Failure({ build, editor, hasProgram, onCover }: {
  build: BuildReport | undefined;
  editor: string;
  hasProgram: boolean;
  /** Told whether the program is covered. */
  onCover: (covered: boolean) => void;
}) {
  const failed = build !== undefined && !build.succeeded;
  const [folded, setFolded] = useState(false);
  useEffect(() => setFolded(false), [JSON.stringify(build)]);
  useEffect(() => {
    if (!failed) return;
    const fold = (event: KeyboardEvent) => event.key === "Escape" && setFolded(true);
    addEventListener("keydown", fold);
    return () => removeEventListener("keydown", fold);
  }, [failed]);
  const covers = failed && !folded;
  useEffect(() => onCover(covers), [covers]);
  if (!failed) return null;

  const { diagnostics, omitted, output } = build;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const count = errors === 0 ? "" : `: ${plural(errors, "error")}`;
  return (
    <section class={folded ? "failure folded" : "failure"} role="alert" aria-label="Build failed">
      <div class="failure-head">
        <h2>Build failed{count}</h2>
        {hasProgram && <p class="quiet">The last good program is still here.</p>}
        <button type="button" onClick={() => setFolded(!folded)} aria-expanded={!folded}>
          {folded ? "Show" : "Hide"}
        </button>
      </div>
      {!folded && (
        <div class="failure-body">
          {diagnostics.map((diagnostic) => (
            <DiagnosticView diagnostic={diagnostic} editor={editor} />
          ))}
          {omitted > 0 && <p class="quiet">{plural(omitted, "more diagnostic")} in the terminal.</p>}
          {output !== "" && diagnostics.length === 0 && <AnsiText text={output} />}
        </div>
      )}
    </section>
  );
}
