import { duration, plural } from "../format";
import type { BuildReport, State } from "../state";

/** One word on the build, for eyes and for screen readers. */
export function Status({ state, connected }: { state: State | undefined; connected: boolean }) {
  const [kind, text] = describe(state, connected);
  return (
    <p class={`status ${kind}`} role="status" data-status={kind}>
      {text}
    </p>
  );
}

function describe(state: State | undefined, connected: boolean): [string, string] {
  if (!connected) return ["away", state === undefined ? "Connecting" : "Server is not running"];
  if (state === undefined) return ["away", "Connecting"];
  if (state.building) return ["building", "Building"];
  if (state.build === null) return ["building", "Waiting for the first build"];
  if (!state.build.succeeded) return ["failed", "Build failed"];
  return ["ready", ready(state.build)];
}

function ready({ milliseconds, diagnostics, omitted }: BuildReport): string {
  const count = diagnostics.filter(({ severity }) => severity === "warning").length + omitted;
  const warnings = count === 0 ? "" : `, ${plural(count, "warning")}`;
  return `Built in ${duration(milliseconds)}${warnings}`;
}
