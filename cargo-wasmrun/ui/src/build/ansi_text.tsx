import { useEffect, useRef } from "preact/hooks";
import { Terminal } from "../terminal/view";

/** Text of a tool, with its colours. */
export function AnsiText({ text }: { text: string }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (element.current === null) return;
    const terminal = new Terminal();
    terminal.text(text.replaceAll("\n", "\r\n"));
    element.current.replaceChildren();
    return terminal.attach(element.current);
  }, [text]);
  return <div class="tool-output" ref={element} />;
}
