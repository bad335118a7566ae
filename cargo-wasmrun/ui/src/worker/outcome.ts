import { exitCode } from "../wasi/exit";
import type { Outcome } from "./messages";

/** The most frames that are shown of a trap. */
const MOST_FRAMES = 30;

/** What an error that came out of the guest means. `shift` is how far its code lies behind where the built
 * file has it. */
export function outcomeOf(error: unknown, shift = 0): Outcome {
  const code = exitCode(error);
  if (code !== undefined) return { kind: "exited", code };
  if (error instanceof WebAssembly.RuntimeError) return trapped(error.message, error, shift);
  // What the engines throw when the guest's calls go too deep.
  if (error instanceof RangeError || (error as Error)?.name === "InternalError") {
    return trapped("call stack exhausted", error as Error, shift);
  }
  if (error instanceof WebAssembly.Exception) {
    return { kind: "trapped", message: "uncaught exception", frames: [] };
  }
  return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
}

function trapped(message: string, error: Error, shift: number): Outcome {
  const frames = (error.stack ?? "")
    .split("\n")
    .map((line) => line.trim().replace(/^at /, ""))
    .filter((line) => line.includes("wasm-function["))
    .map((line) => frame(line, shift))
    .slice(0, MOST_FRAMES);
  return { kind: "trapped", message, frames };
}

/** `name (wasm://wasm/5f1c:wasm-function[12]:0x3a4)` without the address that says nothing. */
function frame(line: string, shift: number): string {
  const parts = /^(?<name>.*?)\s*\(?(?:@?wasm:|https?:)[^\s]*?wasm-function\[(?<index>\d+)\]:(?<offset>0x[0-9a-f]+)/.exec(line);
  if (parts?.groups === undefined) return line;
  const { name, index, offset } = parts.groups;
  const place = `0x${(Number(offset) - shift).toString(16)}`;
  return `${name || `function ${index}`} at ${place}`;
}
