import type { Descriptor } from "./descriptors";
import type { GuestMemory } from "./memory";
import type { Node } from "./tree";

const FILESTAT_BYTES = 64;

export const FileType = { characterDevice: 2, folder: 3, file: 4, link: 7 } as const;

export function typeOf({ kind }: Node | Descriptor): number {
  switch (kind) {
    case "stream":
      return FileType.characterDevice;
    case "folder":
      return FileType.folder;
    case "file":
      return FileType.file;
    case "link":
      return FileType.link;
  }
}

/** Writes what is known of a file or folder; of a stream nothing but its type is. */
export function writeStat(memory: GuestMemory, at: number, node: Node | undefined): void {
  memory.bytes(at, FILESTAT_BYTES).fill(0);
  memory.u8(at + 16, node === undefined ? FileType.characterDevice : typeOf(node));
  memory.u64(at + 24, 1n);
  if (node === undefined) return;
  memory.u64(at + 8, node.inode);
  if (node.kind === "file") {
    memory.u64(at + 24, BigInt(node.links));
    memory.u64(at + 32, BigInt(node.size));
  }
  if (node.kind === "link") memory.u64(at + 32, BigInt(node.target.length));
  memory.u64(at + 40, node.accessed);
  memory.u64(at + 48, node.modified);
  memory.u64(at + 56, node.modified);
}

const TimeFlag = { accessed: 1, accessedNow: 2, modified: 4, modifiedNow: 8 } as const;

/** Sets the times that `flags` name; false if they contradict each other. */
export function setTimes(node: Node, accessed: bigint, modified: bigint, flags: number): boolean {
  const both = (one: number, other: number) => (flags & one) !== 0 && (flags & other) !== 0;
  if (both(TimeFlag.accessed, TimeFlag.accessedNow) || both(TimeFlag.modified, TimeFlag.modifiedNow)) {
    return false;
  }
  const now = BigInt(Date.now()) * 1_000_000n;
  if ((flags & TimeFlag.accessed) !== 0) node.accessed = BigInt.asUintN(64, accessed);
  if ((flags & TimeFlag.accessedNow) !== 0) node.accessed = now;
  if ((flags & TimeFlag.modified) !== 0) node.modified = BigInt.asUintN(64, modified);
  if ((flags & TimeFlag.modifiedNow) !== 0) node.modified = now;
  return true;
}
