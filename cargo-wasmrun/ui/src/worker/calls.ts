import type { Value } from "../functions/value";
import { withoutVectors, type Function } from "./adapter";
import type { CallRequest } from "./messages";

/** Calls an exported function of an instance, whose state lasts from one call to the next. Throws what the
 * function does. */
export function call(instance: WebAssembly.Instance, request: CallRequest): Value[] {
  const { name, parameters, results, values } = request;
  const target = instance.exports[name];
  if (typeof target !== "function") throw new TypeError(`there is no function \`${name}\``);
  const callable = withoutVectors(target as Function, parameters, results);
  const given = values.flatMap((value, index) => (parameters[index] === "v128" ? halves(value) : [value]));
  return gather(callable(...given), results);
}

const HALF = 64n;

function halves(value: Value): bigint[] {
  const vector = BigInt(value ?? 0);
  return [BigInt.asIntN(64, vector), BigInt.asIntN(64, vector >> HALF)];
}

/** The results in a form that can be sent. */
function gather(returned: unknown, types: string[]): Value[] {
  const flat = types.flatMap((type) => (type === "v128" ? ["low", "high"] : [type]));
  const values = flat.length > 1 ? [...(returned as Iterable<unknown>)] : [returned];
  const gathered: Value[] = [];
  for (let index = 0; index < flat.length; index += 1) {
    const value = values[index];
    if (flat[index] === "low") {
      const low = BigInt.asUintN(64, value as bigint);
      gathered.push(low | (BigInt.asUintN(64, values[index + 1] as bigint) << HALF));
      index += 1;
    } else gathered.push(sendable(value, flat[index] ?? ""));
  }
  return gathered;
}

function sendable(value: unknown, type: string): Value {
  switch (typeof value) {
    case "number":
    case "bigint":
    case "string":
      return value;
    case "function":
      return `function ${(value as { name: string }).name}`;
    default:
      if (value === null || value === undefined) return null;
      // What a module made is opaque: no more than its type is to be seen.
      return type === "externref" ? Object.prototype.toString.call(value) : type;
  }
}
