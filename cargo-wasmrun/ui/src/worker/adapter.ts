/**
 * Calls a function that takes or gives vectors, which JavaScript has no values for: through a small
 * module that takes and gives each vector as two 64-bit integers, the lower half first.
 */
const I64 = 0x7e;
const V128 = 0x7b;
const CODES: Record<string, number> = {
  i32: 0x7f, i64: I64, f32: 0x7d, f64: 0x7c, v128: V128, funcref: 0x70, externref: 0x6f,
};

export type Function = (...values: unknown[]) => unknown;

/** `target` with vectors as pairs of integers; itself if it has none. */
export function withoutVectors(target: Function, parameters: string[], results: string[]): Function {
  if (![...parameters, ...results].includes("v128")) return target;
  const bytes = assemble(codes(parameters), codes(results));
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, { a: { b: target as WebAssembly.ImportValue } });
  return exports["c"] as Function;
}

function codes(types: string[]): number[] {
  return types.map((type) => {
    const code = CODES[type];
    if (code === undefined) throw new TypeError(`a ${type} beside a vector cannot be given from here`);
    return code;
  });
}

const split = (types: number[]) => types.flatMap((type) => (type === V128 ? [I64, I64] : [type]));

function assemble(parameters: number[], results: number[]): Uint8Array<ArrayBuffer> {
  const flat = split(parameters);
  const body: number[] = [];
  let next = 0;
  for (const type of parameters) {
    if (type === V128) {
      // local.get low; i64x2.splat; local.get high; i64x2.replace_lane 1
      body.push(0x20, ...leb(next), 0xfd, 0x12, 0x20, ...leb(next + 1), 0xfd, 0x1e, 1);
      next += 2;
    } else {
      body.push(0x20, ...leb(next));
      next += 1;
    }
  }
  body.push(0x10, 0);
  // The results are on the stack; the last is on top, so all go to locals before they are split.
  const first = flat.length;
  results.forEach((_, index) => body.push(0x21, ...leb(first + results.length - 1 - index)));
  results.forEach((type, index) => {
    const local = leb(first + index);
    if (type === V128) body.push(0x20, ...local, 0xfd, 0x1d, 0, 0x20, ...local, 0xfd, 0x1d, 1);
    else body.push(0x20, ...local);
  });
  body.push(0x0b);
  const locals = [...leb(results.length), ...results.flatMap((type) => [1, type])];
  const code = [...locals, ...body];
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [2, ...type(parameters, results), ...type(flat, split(results))]),
    ...section(2, [1, 1, 0x61, 1, 0x62, 0, 0]),
    ...section(3, [1, 1]),
    ...section(7, [1, 1, 0x63, 0, 1]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

function type(parameters: number[], results: number[]): number[] {
  return [0x60, ...leb(parameters.length), ...parameters, ...leb(results.length), ...results];
}

function section(id: number, content: number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
