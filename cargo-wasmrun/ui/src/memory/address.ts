/** Reads an address, decimal or hexadecimal; `undefined` if it is none. */
export function parseAddress(text: string): number | undefined {
  const trimmed = text.trim().replaceAll("_", "");
  if (!/^(0x[0-9a-f]+|[0-9]+)$/i.test(trimmed)) return undefined;
  const address = Number(trimmed);
  return Number.isSafeInteger(address) ? address : undefined;
}

/** An address with as many digits as the memory's largest needs, at least eight. */
export function showAddress(address: number): string {
  return address.toString(16).padStart(8, "0");
}

/** What is searched for: bytes in hexadecimal, two digits each, or else a text. */
export function parseNeedle(text: string): Uint8Array {
  const hex = /^(0x\s*)?((?:[0-9a-f]{2}\s*)+)$/i.exec(text.trim());
  if (hex !== null && (hex[1] !== undefined || /\s/.test(text.trim()))) {
    return Uint8Array.from(hex[2]?.match(/[0-9a-f]{2}/gi) ?? [], (digits) => parseInt(digits, 16));
  }
  return new TextEncoder().encode(text);
}
