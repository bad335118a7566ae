import { duration, plural } from "../format";
import type { BuildReport, Progress, State } from "../state";

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
  if (state.building) return ["building", state.progress === null ? "Building" : step(state.progress)];
  if (state.build === null) return ["building", "Waiting for the first build"];
  if (!state.build.succeeded) return ["failed", "Build failed"];
  return ["ready", ready(state.build)];
}

function step({ message, current, total }: Progress): string {
  if (current === null || total === null || total === 0) return message;
  return `${message} (${Math.min(100, Math.floor((100 * current) / total))} %)`;
}

function ready({ milliseconds, diagnostics, omitted }: BuildReport): string {
  const count = diagnostics.filter(({ severity }) => severity === "warning").length + omitted;
  const warnings = count === 0 ? "" : `, ${plural(count, "warning")}`;
  return `Built in ${duration(milliseconds)}${warnings}`;
}
