/** How a character looks. Colours are CSS colours; `undefined` is the terminal's own. */
export interface Style {
  readonly foreground: string | undefined;
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

export const PLAIN: Style = {
  foreground: undefined,
  background: undefined,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
};

/** The style after a "select graphic rendition" sequence (`ESC [ … m`). */
export function select(style: Style, parameters: readonly number[]): Style {
  let next = style;
  const codes = parameters.length === 0 ? [0] : parameters;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const [color, used] = extended(codes.slice(at + 1));
      at += used;
      if (color !== undefined) {
        next = { ...next, [code === 38 ? "foreground" : "background"]: color };
      }
    } else {
      next = simple(next, code);
    }
  }
  return next;
}

function simple(style: Style, code: number): Style {
  if (code >= 30 && code <= 37) return { ...style, foreground: palette(code - 30) };
  if (code >= 40 && code <= 47) return { ...style, background: palette(code - 40) };
  if (code >= 90 && code <= 97) return { ...style, foreground: palette(code - 82) };
  if (code >= 100 && code <= 107) return { ...style, background: palette(code - 92) };
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 3:
      return { ...style, italic: true };
    case 4:
      return { ...style, underline: true };
    case 7:
      return { ...style, inverse: true };
    case 9:
      return { ...style, strike: true };
    case 22:
      return { ...style, bold: false, dim: false };
    case 23:
      return { ...style, italic: false };
    case 24:
      return { ...style, underline: false };
    case 27:
      return { ...style, inverse: false };
    case 29:
      return { ...style, strike: false };
    case 39:
      return { ...style, foreground: undefined };
    case 49:
      return { ...style, background: undefined };
    default:
      return style;
  }
}

/** The colour after 38 or 48, and how many parameters it took. */
function extended(codes: readonly number[]): [string | undefined, number] {
  if (codes[0] === 5) return [indexed(codes[1] ?? 0), 2];
  if (codes[0] === 2) return [rgb(codes[1] ?? 0, codes[2] ?? 0, codes[3] ?? 0), 4];
  return [undefined, 1];
}

/** One of the 16 colours that the style sheet sets, for light and for dark. */
function palette(index: number): string {
  return `var(--ansi-${index})`;
}

/** A colour of the table of 256: 16 of the palette, a cube of 6×6×6, 24 greys. */
function indexed(index: number): string | undefined {
  if (index < 16) return palette(index);
  if (index > 255) return undefined;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return rgb(grey, grey, grey);
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function rgb(red: number, green: number, blue: number): string {
  const byte = (value: number) => Math.min(value, 255);
  return `rgb(${byte(red)} ${byte(green)} ${byte(blue)})`;
}
