import { useEffect, useState } from "preact/hooks";
import { WINDOW_BYTES } from "./shared";

/** The height of a row, and the width that so many columns need, in pixels. */
const ROW = 20;
const WIDTHS = [[1120, 32], [620, 16]] as const;
const FEWEST_COLUMNS = 8;

/** How many rows and columns of bytes an element has room for. */
export function useGrid(area: { current: HTMLElement | null }): { rows: number; columns: number } {
  const [grid, setGrid] = useState({ rows: 16, columns: 16 });
  useEffect(() => {
    if (area.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      const columns = WIDTHS.find(([least]) => width >= least)?.[1] ?? FEWEST_COLUMNS;
      const rows = Math.max(1, Math.min(Math.floor(height / ROW), WINDOW_BYTES / columns));
      setGrid((known) => (known.rows === rows && known.columns === columns ? known : { rows, columns }));
    });
    observer.observe(area.current);
    return () => observer.disconnect();
  }, [area.current]);
  return grid;
}
