import type { Program } from "../state";

/** What a program is started with, besides its files. */
export interface Setup {
  /** Without the program's own name. */
  args: string[];
  env: Record<string, string>;
}

/** What the plan of the build says. */
export function planned({ args, env }: Program): Setup {
  return { args: args.slice(1), env };
}

/** The arguments in one line; what has blanks or quotes stands in quotes. */
export function joinArguments(args: string[]): string {
  return args
    .map((one) => (/^[^\s"'\\]+$/.test(one) ? one : `"${one.replace(/["\\]/g, "\\$&")}"`))
    .join(" ");
}

/** The arguments of a line, in which quotes and backslashes keep blanks, as shells have it. */
export function splitArguments(line: string): string[] {
  const args: string[] = [];
  const pattern = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"?|'[^']*'?)+/gs;
  for (const [word] of line.matchAll(pattern)) {
    args.push(
      word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"?|'([^']*)'?/gs, (_, escaped, double, single) =>
        escaped ?? single ?? (double as string).replace(/\\(.)/gs, "$1"),
      ),
    );
  }
  return args;
}

export function joinEnvironment(env: Record<string, string>): string {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`).join("\n");
}

/** One variable a line; lines without `=` are not yet finished. */
export function splitEnvironment(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.indexOf("=") > 0);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
