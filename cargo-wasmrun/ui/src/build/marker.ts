import type { Place } from "../state";

/** Carets below the place; tabs are kept, so that both lines are indented alike. */
export function marker(text: string, { line, column, end_line, end_column }: Place): string {
  const characters = [...text];
  const start = Math.min(column - 1, characters.length);
  const indent = characters
    .slice(0, start)
    .map((character) => (character === "\t" ? "\t" : " "))
    .join("");
  const ends = end_line === line && end_column !== null ? end_column - 1 : start + 1;
  const width = Math.max(1, Math.min(ends, characters.length) - start);
  return indent + "^".repeat(width);
}
