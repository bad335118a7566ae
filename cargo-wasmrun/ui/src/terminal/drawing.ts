import type { Row } from "./row";
import { PLAIN, type Style } from "./style";

/** One block character again and again, or text without any. */
const PART = /([▀▄█])\1*|[^▀▄█]+/g;

/** The share of a cell, from the top, that a block character fills with the foreground, or from
 * which on it does. They are painted and not written, so that pictures have no gaps. */
type Share = "upper" | "lower" | "full";

const SHARES: ReadonlyMap<string | undefined, Share> = new Map([["▀", "upper"], ["▄", "lower"], ["█", "full"]]);

/** Shows a row in an element, in place of what that held. */
export function draw(row: Row, element: HTMLElement): void {
  const parts: Node[] = [];
  let picture = false;
  for (const { text, style } of row.runs) {
    for (const [part, block] of text.matchAll(PART)) {
      picture ||= block !== undefined;
      parts.push(drawPart(part, style, SHARES.get(block)));
    }
  }
  element.replaceChildren(...parts);
  element.className = picture ? "row picture" : "row";
}

function drawPart(text: string, style: Style, block: Share | undefined): Node {
  if (style === PLAIN && block === undefined) return document.createTextNode(text);
  const span = document.createElement("span");
  span.textContent = text;
  const own = style.inverse ? "var(--terminal-background)" : "var(--terminal-text)";
  const foreground = (style.inverse ? style.background : style.foreground) ?? own;
  const background = style.inverse
    ? (style.foreground ?? "var(--terminal-text)")
    : style.background;
  if (block !== undefined) {
    span.className = "block";
    span.style.background = paint(block, foreground, background ?? "transparent");
    return span;
  }
  if (foreground !== "var(--terminal-text)") span.style.color = foreground;
  if (background !== undefined) {
    span.className = "filled";
    span.style.backgroundColor = background;
  }
  if (style.bold) span.style.fontWeight = "bold";
  if (style.dim) span.style.opacity = "0.65";
  if (style.italic) span.style.fontStyle = "italic";
  const lines = [style.underline && "underline", style.strike && "line-through"].filter(Boolean);
  if (lines.length > 0) span.style.textDecoration = lines.join(" ");
  return span;
}

function paint(block: Share, foreground: string, background: string): string {
  if (block === "full") return foreground;
  const [upper, lower] =
    block === "upper" ? [foreground, background] : [background, foreground];
  return `linear-gradient(${upper} 50%, ${lower} 50%)`;
}
