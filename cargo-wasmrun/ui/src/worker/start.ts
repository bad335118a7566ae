import type { Program } from "../state";

const WORKER = "/__wasmrun/page/worker.js";

export function newWorker(): Worker {
  return new Worker(WORKER, { type: "module" });
}

/** What the addresses of everything about a program begin with. */
export function baseOf({ url }: Program): string {
  return url.replace(/\.wasm$/, "");
}
