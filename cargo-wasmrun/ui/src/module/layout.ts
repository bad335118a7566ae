/** Something that takes up an area as large as its size. */
export interface Part {
  label: string;
  size: number;
  kind: string;
}

export interface Box {
  part: Part;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Lays parts out in rows along the shorter side, each row as long as its boxes get squarer. */
export function layOut(parts: Part[], width: number, height: number): Box[] {
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  const scale = total === 0 ? 0 : (width * height) / total;
  const rest = [...parts].sort((one, other) => other.size - one.size);
  const boxes: Box[] = [];
  let x = 0;
  let y = 0;
  while (rest.length > 0) {
    const side = Math.min(width - x, height - y);
    const row = rest.splice(0, squarest(rest, scale, side));
    const area = row.reduce((sum, { size }) => sum + size, 0) * scale;
    const depth = area / side;
    const isColumn = width - x >= height - y;
    let at = 0;
    for (const part of row) {
      const length = (part.size * scale) / depth;
      boxes.push(
        isColumn
          ? { part, x, y: y + at, width: depth, height: length }
          : { part, x: x + at, y, width: length, height: depth },
      );
      at += length;
    }
    if (isColumn) x += depth;
    else y += depth;
  }
  return boxes;
}

/** How many of the first parts make the row whose worst box is the least long and thin. */
function squarest(parts: Part[], scale: number, side: number): number {
  let best = Infinity;
  let sum = 0;
  for (let count = 1; count <= parts.length; count += 1) {
    sum += (parts[count - 1]?.size ?? 0) * scale;
    const largest = (parts[0]?.size ?? 0) * scale;
    const least = (parts[count - 1]?.size ?? 0) * scale;
    const worst = Math.max((side ** 2 * largest) / sum ** 2, sum ** 2 / (side ** 2 * least));
    if (worst > best) return count - 1;
    best = worst;
  }
  return parts.length;
}
