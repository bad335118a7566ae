const ESCAPE = "\u001b";

const NAMED: Record<string, string> = {
  Enter: "\n",
  Backspace: "\u007f",
  Tab: "\t",
  Escape: ESCAPE,
  ArrowUp: `${ESCAPE}[A`,
  ArrowDown: `${ESCAPE}[B`,
  ArrowRight: `${ESCAPE}[C`,
  ArrowLeft: `${ESCAPE}[D`,
  Home: `${ESCAPE}[H`,
  End: `${ESCAPE}[F`,
  Delete: `${ESCAPE}[3~`,
  PageUp: `${ESCAPE}[5~`,
  PageDown: `${ESCAPE}[6~`,
};

/** What a terminal sends for a key; `undefined` for keys that stay with the browser. */
export function sequence({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): string | undefined {
  if (metaKey) return undefined;
  const named = NAMED[key];
  if (named !== undefined) return named;
  if ([...key].length !== 1) return undefined;
  if (ctrlKey) return /^[a-z]$/i.test(key) ? String.fromCharCode(key.toUpperCase().charCodeAt(0) & 0x1f) : undefined;
  return altKey ? `${ESCAPE}${key}` : key;
}
