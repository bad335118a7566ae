import type { Value } from "../functions/value";
import { withoutVectors, type Function } from "./adapter";
import type { CallOutcome, CallRequest } from "./messages";
import { outcomeOf } from "./outcome";

/** Calls exported functions of an instance, whose state lasts from one call to the next. */
export function call(instance: WebAssembly.Instance, request: CallRequest): CallOutcome {
  const { name, parameters, results, values } = request;
  try {
    const target = instance.exports[name];
    if (typeof target !== "function") throw new TypeError(`there is no function \`${name}\``);
    const callable = withoutVectors(target as Function, parameters, results);
    const given = values.flatMap((value, index) => (parameters[index] === "v128" ? halves(value) : [value]));
    const returned = callable(...given);
    return { kind: "returned", values: gather(returned, results) };
  } catch (error) {
    return outcomeOf(error);
  }
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
    } else gathered.push(sendable(value));
  }
  return gathered;
}

function sendable(value: unknown): Value {
  switch (typeof value) {
    case "number":
    case "bigint":
    case "string":
      return value;
    case "function":
      return `function ${(value as { name: string }).name}`;
    default:
      return value === null || value === undefined ? null : Object.prototype.toString.call(value);
  }
}
