import type { ComponentChildren } from "preact";
import { duration, plural, size } from "../format";
import type { Outcome as Ending } from "../worker/messages";
import type { Run } from "./runner";

/** How the program ended. */
export function Outcome({ run }: { run: Run }) {
  if (run.phase === "stopped") {
    return <Note kind="stopped">Stopped after {duration(run.milliseconds)}</Note>;
  }
  if (run.phase !== "ended") return null;
  const { outcome, milliseconds, memoryBytes } = run;
  const cost = memoryBytes === 0 ? "" : `, ${size(memoryBytes)} of memory`;
  const after = `after ${duration(milliseconds)}${cost}`;
  return <Ended outcome={outcome} after={after} />;
}

function Ended({ outcome, after }: { outcome: Ending; after: string }) {
  switch (outcome.kind) {
    case "exited":
      return (
        <Note kind={outcome.code === 0 ? "good" : "bad"} status={outcome.code}>
          Exited with status {outcome.code} {after}
        </Note>
      );
    case "trapped":
      return (
        <Note kind="bad">
          Trapped {after}: {outcome.message}
          {outcome.frames.length > 0 && <pre>{outcome.frames.join("\n")}</pre>}
        </Note>
      );
    case "missing":
      return (
        <Note kind="bad">
          Not started: {plural(outcome.imports.length, "import")} of this module{" "}
          {outcome.imports.length === 1 ? "is" : "are"} not provided by WASI preview 1
          <pre>
            {outcome.imports
              .map(({ module, name, kind }) => `${module}.${name} (${kind})`)
              .join("\n")}
          </pre>
        </Note>
      );
    case "library":
      return (
        <Note kind="stopped">
          This module has no <code>_start</code>: it is a library, whose functions can be called in
          the panel <em>Functions</em>
          <pre>{outcome.exports.map(({ name, kind }) => `${name} (${kind})`).join("\n")}</pre>
        </Note>
      );
    case "refused":
      return <Note kind="bad">Not started: {outcome.message}</Note>;
  }
}

function Note({ kind, status, children }: {
  kind: string;
  status?: number;
  children: ComponentChildren;
}) {
  return (
    <div class={`outcome ${kind}`} role="status" data-exit={status}>
      {children}
    </div>
  );
}
