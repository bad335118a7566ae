import { exitCode } from "../wasi/exit";
import { trapped } from "./frames";
import type { Outcome, RunRequest } from "./messages";

/** What an error that came out of the guest of `request` means. `shift` is how far its code lies behind where the
 * built file has it. */
export async function outcomeOf(error: unknown, request: RunRequest, shift: number): Promise<Outcome> {
  const code = exitCode(error);
  if (code !== undefined) return { kind: "exited", code };
  if (error instanceof WebAssembly.RuntimeError) return trapped(error.message, error, request, shift);
  // What the engines throw when the guest's calls go too deep.
  if (error instanceof RangeError || (error as Error)?.name === "InternalError") {
    return trapped("call stack exhausted", error as Error, request, shift);
  }
  if (error instanceof WebAssembly.Exception) {
    return { kind: "trapped", message: "uncaught exception", frames: [] };
  }
  return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
}
