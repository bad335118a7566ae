import type { Reading } from "../reading";

/** The variables, one a line. */
export function joinEnvironment(env: Record<string, string>): string {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`).join("\n");
}

/** The variables of a text with one a line; empty lines say nothing. */
export function readEnvironment(text: string): Reading<Record<string, string>> {
  const variables = new Map<string, string>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const end = line.indexOf("=");
    const name = line.slice(0, end);
    if (end === -1) return { fault: `line ${index + 1} has no =` };
    if (name.trim() === "") return { fault: `line ${index + 1} has no name before its =` };
    if (variables.has(name)) return { fault: `line ${index + 1} sets ${name} again` };
    variables.set(name, line.slice(end + 1));
  }
  return { value: Object.fromEntries(variables) };
}
