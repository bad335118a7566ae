import { size } from "../format";
import type { Anatomy } from "./anatomy";
import { layOut, type Part } from "./layout";

const WIDTH = 1000;
const HEIGHT = 320;
const MOST_FUNCTIONS = 150;

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
  const boxes = layOut(parts, WIDTH, HEIGHT);
  const debugging = anatomy.sections
    .filter(({ name, custom }) => custom && isDebugging(name))
    .reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <svg class="treemap" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Sizes of functions and sections">
        {boxes.map(({ part, x, y, width, height }, index) => (
          <g key={index}>
            <rect x={x} y={y} width={width} height={height} class={part.kind} />
            {width > 60 && height > 16 && (
              <text x={x + 5} y={y + 14}>{part.label.slice(0, Math.floor(width / 7))}</text>
            )}
            <title>{`${part.label}: ${size(part.size)}`}</title>
          </g>
        ))}
      </svg>
      {debugging > 0 && <p class="quiet">without {size(debugging)} for debuggers</p>}
    </>
  );
}
