/** A value on its way between the page and the worker. References stay with the worker: what is sent
 * is the text that an `externref` was made from, or how a reference is shown. */
export type Value = number | bigint | string | null;

/** The bounds of what may be written for an integer: signed or unsigned. */
function integer(text: string, bits: bigint): bigint {
  const trimmed = text.trim().replaceAll("_", "");
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)$/.exec(trimmed);
  if (match === null) throw new Error("expected an integer");
  const magnitude = BigInt(match[2] ?? "");
  const value = match[1] === "-" ? -magnitude : magnitude;
  if (value >= 1n << bits || value < -(1n << (bits - 1n))) throw new Error(`does not fit in ${bits} bits`);
  return BigInt.asIntN(Number(bits), value);
}

function float(text: string): number {
  const trimmed = text.trim().replaceAll("_", "");
  const word = /^([-+]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (word !== null) {
    const value = word[2]?.toLowerCase() === "nan" ? NaN : Infinity;
    return word[1] === "-" ? -value : value;
  }
  const value = Number(trimmed);
  if (trimmed === "" || Number.isNaN(value)) throw new Error("expected a number");
  return value;
}

/** The references that an integer of 31 bits is one of. */
const TAKES_SMALL_INTEGERS = /^((any|eq|i31)ref|\(ref (null )?(any|eq|i31)\))$/;

/** Reads what was typed for a parameter of `type`; throws an error that says what is wrong. */
export function parseValue(type: string, text: string): Value {
  switch (type) {
    case "i32":
      return Number(integer(text, 32n));
    case "i64":
      return integer(text, 64n);
    case "f32":
    case "f64":
      return float(text);
    case "v128":
      return vector(text);
    case "externref":
      return text === "null" ? null : text;
    default:
      if (text.trim() === "" || text.trim() === "null") return null;
      if (TAKES_SMALL_INTEGERS.test(type)) return Number(integer(text, 31n));
      throw new Error("only `null` can be given");
  }
}

/** Sixteen bytes: as one number, or as numbers of lanes that fill them, the lowest first. */
function vector(text: string): bigint {
  const lanes = text.trim().split(/[\s,]+/).filter((lane) => lane !== "");
  if (lanes.length === 1) return BigInt.asUintN(128, integer(lanes[0] ?? "", 128n));
  const bits = 128 / lanes.length;
  if (![8, 16, 32, 64].includes(bits)) throw new Error("expected 1, 2, 4, 8 or 16 integers");
  return lanes.reduceRight(
    (sum, lane) => (sum << BigInt(bits)) | BigInt.asUintN(bits, integer(lane, BigInt(bits))),
    0n,
  );
}

/** Shows a result. */
export function showValue(type: string, value: Value): string {
  if (value === null) return "null";
  if (type === "v128") return `0x${BigInt(value).toString(16).padStart(32, "0")}`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return String(value);
}

/** A function's type, read from its text such as `(i32, i64) -> f32`. */
export function signature(text: string): { parameters: string[]; results: string[] } {
  const arrow = text.lastIndexOf(" -> ");
  // A reference type has parentheses of its own, so the parameters end where theirs do.
  const parameters = arrow === -1 ? text : text.slice(0, arrow);
  const results = arrow === -1 ? "" : text.slice(arrow + 4);
  return { parameters: types(parameters), results: types(results) };
}

function types(text: string): string[] {
  const trimmed = text.trim();
  const isList = trimmed.startsWith("(") && !trimmed.startsWith("(ref");
  const list = isList ? trimmed.slice(1, -1) : trimmed;
  return list.split(",").map((one) => one.trim()).filter((one) => one !== "");
}
