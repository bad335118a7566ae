import type { MessageEntry } from "./entries";

/** The most characters that are shown before somebody asks for more. */
const SHORT = 200;

/** What a message of a WebSocket says. */
export function MessageText({ message: { text, bytes } }: { message: MessageEntry }) {
  if (text === null) return <p class="quiet">binary</p>;
  const known = new TextEncoder().encode(text).length < bytes ? `${text}…` : text;
  if (known.length <= SHORT) return <pre>{known}</pre>;
  return (
    <details class="long">
      <summary>{known.slice(0, SHORT)}…</summary>
      <pre>{known}</pre>
    </details>
  );
}
