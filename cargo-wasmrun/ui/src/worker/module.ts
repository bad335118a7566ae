import type { RunRequest } from "./messages";

/** A program's module, and how many bytes its code lies behind where the built file has it. */
interface Fetched {
  module: WebAssembly.Module;
  shift: number;
}

/** Brings the program's module; if it keeps a memory to itself, with that exported too. */
export async function fetchModule({ base, memories, bytes }: RunRequest): Promise<Fetched> {
  if (memories.every(({ exported }) => exported)) return { module: await compile(`${base}.wasm`), shift: 0 };
  const response = await fetch(`${base}/observed.wasm`);
  const shift = Number(response.headers.get("content-length") ?? bytes) - bytes;
  return { module: await WebAssembly.compileStreaming(response), shift };
}

export function compile(url: string): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(fetch(url));
}

/** The memories of an instance, in their order. */
export function memoriesOf(instance: WebAssembly.Instance, { memories }: RunRequest): WebAssembly.Memory[] {
  return memories
    .map(({ name }) => instance.exports[name])
    .filter((memory) => memory instanceof WebAssembly.Memory);
}
