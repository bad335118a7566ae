import type { GuestFolder } from "../wasi/types";

interface Note {
  guest: string;
  read_only: boolean;
  folders: string[];
  files: { path: string; bytes: number }[];
}

/** Brings the folders that a program sees, as the server packs them. */
export async function fetchFolders(url: string): Promise<GuestFolder[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the program's folders cannot be read: ${response.statusText}`);
  const packed = await response.arrayBuffer();
  const length = new DataView(packed).getUint32(0, true);
  const notes = JSON.parse(new TextDecoder().decode(new Uint8Array(packed, 4, length))) as Note[];
  let at = 4 + length;
  return notes.map(({ guest, read_only, folders, files }) => ({
    guest,
    read_only,
    folders,
    files: files.map(({ path, bytes }) => {
      const content = new Uint8Array(packed, at, bytes);
      at += bytes;
      return { path, bytes: content };
    }),
  }));
}
