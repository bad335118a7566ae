import type { Place } from "./state";

/** The address that opens `place` in the user's editor, if it lies in the project. */
export function editorAddress(
  template: string,
  { file, line, column, inside }: Place,
): string | undefined {
  if (!inside || template === "") return undefined;
  const path = file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return template
    .replaceAll("{file}", path)
    .replaceAll("{line}", String(line))
    .replaceAll("{column}", String(column));
}
