import { exitCode } from "../wasi/exit";
import type { Outcome } from "./messages";

/** The most frames that are shown of a trap. */
const MOST_FRAMES = 30;

/** What an error that came out of the guest means. */
export function outcomeOf(error: unknown): Outcome {
  const code = exitCode(error);
  if (code !== undefined) return { kind: "exited", code };
  if (error instanceof WebAssembly.RuntimeError) return trapped(error.message, error);
  // What the engines throw when the guest's calls go too deep.
  if (error instanceof RangeError || (error as Error)?.name === "InternalError") {
    return trapped("call stack exhausted", error as Error);
  }
  if (error instanceof WebAssembly.Exception) {
    return { kind: "trapped", message: "uncaught exception", frames: [] };
  }
  return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
}

function trapped(message: string, error: Error): Outcome {
  const frames = (error.stack ?? "")
    .split("\n")
    .map((line) => line.trim().replace(/^at /, ""))
    .filter((line) => line.includes("wasm-function["))
    .map(frame)
    .slice(0, MOST_FRAMES);
  return { kind: "trapped", message, frames };
}

/** `name (wasm://wasm/5f1c:wasm-function[12]:0x3a4)` without the address that says nothing. */
function frame(line: string): string {
  const parts = /^(?<name>.*?)\s*\(?(?:@?wasm:|https?:)[^\s]*?wasm-function\[(?<index>\d+)\]:(?<offset>0x[0-9a-f]+)/.exec(line);
  if (parts?.groups === undefined) return line;
  const { name, index, offset } = parts.groups;
  return `${name || `function ${index}`} at ${offset}`;
}
