import { useEffect, useRef, useState } from "preact/hooks";
import { size } from "../format";
import type { Anatomy } from "./anatomy";
import { layOut, type Part } from "./layout";

/** In pixels. */
const HEIGHT = 320;
const MOST_FUNCTIONS = 150;

/** The width of a letter, in pixels. */
const LETTER = 6.7;

/** What only debuggers read. It is often most of a module, and would leave no room for the rest. */
const isDebugging = (name: string) => name.startsWith(".debug_");

/** The module's bytes as areas: the code by function, and the other sections. */
export function Treemap({ anatomy }: { anatomy: Anatomy }) {
  const functions = [...anatomy.functions].sort((one, other) => other.size - one.size);
  const largest = functions.slice(0, MOST_FUNCTIONS);
  const rest = functions.slice(MOST_FUNCTIONS).reduce((sum, one) => sum + one.size, 0);
  const parts: Part[] = [
    ...largest.map((one) => ({ label: one.name ?? `function ${one.index}`, size: one.size, kind: "code" })),
    { label: `${functions.length - largest.length} more functions`, size: rest, kind: "code" },
    ...anatomy.sections
      .filter(({ name, custom }) => (custom ? !isDebugging(name) : name !== "code"))
      .map(({ name, size, custom }) => ({ label: name, size, kind: custom ? "custom" : "section" })),
  ].filter((part) => part.size > 0);
  const picture = useRef<SVGSVGElement>(null);
  const width = useWidth(picture);
  const boxes = layOut(parts, width, HEIGHT);
  const debugging = anatomy.sections
    .filter(({ name, custom }) => custom && isDebugging(name))
    .reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <svg class="treemap" ref={picture} height={HEIGHT} role="img" aria-label="Sizes of functions and sections">
        {boxes.map(({ part, x, y, width, height }, index) => (
          <g key={index}>
            <rect x={x} y={y} width={width} height={height} class={part.kind} />
            {width > 60 && height > 16 && (
              <text x={x + 5} y={y + 14}>{shortened(part.label, Math.floor((width - 8) / LETTER))}</text>
            )}
            <title>{`${part.label}: ${size(part.size)}`}</title>
          </g>
        ))}
      </svg>
      {debugging > 0 && <p class="quiet">without {size(debugging)} for debuggers</p>}
    </>
  );
}

/** As much of a text as so many letters show. */
function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** The width of an element, in pixels. */
function useWidth(element: { current: Element | null }): number {
  const [width, setWidth] = useState(1_000);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setWidth(entry.contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
