import type { Reading } from "../reading";

/** The arguments in one line; what has blanks or quotes stands in quotes. */
export function joinArguments(args: string[]): string {
  return args
    .map((one) => (/^[^\s"'\\]+$/.test(one) ? one : `"${one.replace(/["\\]/g, "\\$&")}"`))
    .join(" ");
}

/** A part of an argument: without quotes, escaped, or in quotes of either kind. */
const PART = /([^\s"'\\]+)|\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/sy;

/** The arguments of a line, in which quotes and backslashes keep blanks, as shells have it. */
export function readArguments(line: string): Reading<string[]> {
  const args: string[] = [];
  let at = 0;
  let within = false;
  while (at < line.length) {
    PART.lastIndex = at;
    const part = PART.exec(line);
    if (part === null) {
      const open = line[at] ?? "";
      if (open.trim() !== "") return { fault: faultOfPart(open) };
      within = false;
      at += 1;
      continue;
    }
    const [, plain, escaped, double, single] = part;
    const text = plain ?? escaped ?? single ?? (double ?? "").replace(/\\(.)/gs, "$1");
    args.push(within ? `${args.pop()}${text}` : text);
    within = true;
    at = PART.lastIndex;
  }
  return { value: args };
}

/** Why nothing that begins with `open` is a part of an argument. */
function faultOfPart(open: string): string {
  return open === "\\" ? "nothing follows the last \\" : `the quote ${open} is never closed`;
}
