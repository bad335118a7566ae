import { Errno, WasiError } from "./errno";

/** The largest file, in bytes. */
const LARGEST = 1 << 30;

let inodes = 0n;

abstract class Entry {
  readonly inode = (inodes += 1n);
  /** Nanoseconds since 1970. */
  accessed = clock();
  modified = clock();

  touch(): void {
    this.modified = clock();
  }
}

function clock(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** A file whose bytes are in memory. */
export class FileNode extends Entry {
  readonly kind = "file";
  #bytes: Uint8Array;
  #size: number;
  links = 1;

  constructor(
    bytes: Uint8Array,
    readonly readOnly: boolean,
  ) {
    super();
    this.#bytes = bytes;
    this.#size = bytes.length;
  }

  get size(): number {
    return this.#size;
  }

  contents(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  read(at: number, into: Uint8Array): number {
    const bytes = this.#bytes.subarray(Math.min(at, this.#size), Math.min(at + into.length, this.#size));
    into.set(bytes);
    return bytes.length;
  }

  write(at: number, bytes: Uint8Array): void {
    if (bytes.length > 0) {
      this.#reserve(at + bytes.length);
      this.#bytes.set(bytes, at);
      this.#size = Math.max(this.#size, at + bytes.length);
    }
    this.touch();
  }

  resize(size: number): void {
    this.#reserve(size);
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
    this.touch();
  }

  /** Room grows by half, so that many small writes do not copy again and again. */
  #reserve(size: number): void {
    if (size > LARGEST) throw new WasiError(Errno.fbig);
    if (size <= this.#bytes.length) return;
    const room = new Uint8Array(Math.min(LARGEST, Math.max(size, Math.ceil(this.#bytes.length * 1.5))));
    room.set(this.contents());
    this.#bytes = room;
  }
}

/** A symbolic link. */
export class LinkNode extends Entry {
  readonly kind = "link";
  constructor(readonly target: string) {
    super();
  }
}

/** A folder. */
export class FolderNode extends Entry {
  readonly kind = "folder";
  readonly entries = new Map<string, Node>();

  constructor(readonly readOnly: boolean) {
    super();
  }

  /** The folder or file of this name; `.` and `..` are none. */
  get(name: string): Node {
    const node = this.entries.get(name);
    if (node === undefined) throw new WasiError(Errno.noent);
    return node;
  }

  put(name: string, node: Node): void {
    this.entries.set(name, node);
    this.touch();
  }

  remove(name: string): void {
    this.entries.delete(name);
    this.touch();
  }

  /** Puts a file at a path below this folder, making the folders on the way. */
  place(path: string, node: FileNode): void {
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    const last = names.pop();
    if (last !== undefined) this.makeFolders(names).put(last, node);
  }

  makeFolders(names: string[]): FolderNode {
    let folder: FolderNode = this;
    for (const name of names) {
      let next = folder.entries.get(name);
      if (next?.kind !== "folder") {
        next = new FolderNode(folder.readOnly);
        folder.put(name, next);
      }
      folder = next;
    }
    return folder;
  }
}

export type Node = FileNode | FolderNode | LinkNode;
