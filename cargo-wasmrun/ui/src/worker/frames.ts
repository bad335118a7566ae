import type { Outcome, RunRequest } from "./messages";

/** The most frames that are shown of a trap. */
const MOST_FRAMES = 30;

/** One call that was under way, as browsers write it: `name (http://…/program.wasm:wasm-function[12]:0x3a4)`, or with
 * an `@` and without parentheses. */
const LINE = /^(?<name>.*?)\s*[(@]?(?<address>(?:wasm|https?):\S*?):wasm-function\[(?<index>\d+)\]:(?<offset>0x[0-9a-f]+)/;

/** One call that was under way. */
export interface Frame {
  /** What the browser calls its function, which knows of no exports and leaves names as compilers make them. */
  name: string;
  index: number;
  /** Where in its module it is, in bytes. */
  offset: number;
  /** Where the module is from. */
  address: string;
}

/** The calls of guests that were under way when `error` was thrown, the innermost first. */
export function framesOf(error: Error): Frame[] {
  const frames: Frame[] = [];
  for (const line of (error.stack ?? "").split("\n")) {
    const { name, address, index, offset } = LINE.exec(line.trim().replace(/^at /, ""))?.groups ?? {};
    if (address === undefined) continue;
    frames.push({ name: name ?? "", address, index: Number(index), offset: Number(offset) });
    if (frames.length === MOST_FRAMES) break;
  }
  return frames;
}

/** A trap with its frames as text, each with the name that its author gave the function or that it is exported by,
 * as the server knows them. `shift` is how far the program's code lies behind where the built file has it. */
export async function trapped(message: string, error: Error, { base }: RunRequest, shift: number): Promise<Outcome> {
  const frames = framesOf(error);
  const own = ({ address }: Frame) => [`${base}.wasm`, `${base}/observed.wasm`].some((path) => address.endsWith(path));
  const names = frames.some(own) ? await functionNames(base) : new Map<number, string>();
  const text = (frame: Frame) => {
    const isOwn = own(frame);
    const name = (isOwn && names.get(frame.index)) || frame.name || `function ${frame.index}`;
    return `${name} at 0x${(frame.offset - (isOwn ? shift : 0)).toString(16)}`;
  };
  return { kind: "trapped", message, frames: frames.map(text) };
}

/** The names of a program's functions; none if another program has taken its place meanwhile. */
async function functionNames(base: string): Promise<Map<number, string>> {
  try {
    const response = await fetch(`${base}/module`);
    if (!response.ok) return new Map();
    const { functions } = (await response.json()) as { functions: { index: number; name: string | null }[] };
    return new Map(functions.flatMap(({ index, name }) => (name === null ? [] : [[index, name]])));
  } catch {
    return new Map();
  }
}
