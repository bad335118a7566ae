import { Errno, WasiError } from "./errno";
import type { FileNode, FolderNode } from "./tree";

const MOST = 1024;

/** A standard stream, which is a terminal. */
export interface StreamDescriptor {
  kind: "stream";
  readable: boolean;
}

export interface FileDescriptor {
  kind: "file";
  node: FileNode;
  /** The path that the page knows the file by. */
  path: string;
  position: number;
  flags: number;
  readable: boolean;
  writable: boolean;
  /** Whether the page does not know what was written. */
  dirty: boolean;
}

export interface FolderDescriptor {
  kind: "folder";
  node: FolderNode;
  path: string;
  /** The name of a preopened folder. */
  preopen: string | undefined;
}

export type Descriptor = StreamDescriptor | FileDescriptor | FolderDescriptor;

/** The guest's file descriptors. */
export class Descriptors {
  readonly #open = new Map<number, Descriptor>([
    [0, { kind: "stream", readable: true }],
    [1, { kind: "stream", readable: false }],
    [2, { kind: "stream", readable: false }],
  ]);

  has(fd: number): boolean {
    return this.#open.has(fd >>> 0);
  }

  get(fd: number): Descriptor {
    const descriptor = this.#open.get(fd >>> 0);
    if (descriptor === undefined) throw new WasiError(Errno.badf);
    return descriptor;
  }

  file(fd: number): FileDescriptor {
    const descriptor = this.get(fd);
    if (descriptor.kind === "file") return descriptor;
    throw new WasiError(descriptor.kind === "folder" ? Errno.isdir : Errno.spipe);
  }

  folder(fd: number): FolderDescriptor {
    const descriptor = this.get(fd);
    if (descriptor.kind !== "folder") throw new WasiError(Errno.notdir);
    return descriptor;
  }

  /** Gives `descriptor` the lowest number that is free. */
  add(descriptor: Descriptor): number {
    if (this.#open.size >= MOST) throw new WasiError(Errno.mfile);
    let fd = 3;
    while (this.#open.has(fd)) fd += 1;
    this.#open.set(fd, descriptor);
    return fd;
  }

  close(fd: number): Descriptor {
    const descriptor = this.get(fd);
    this.#open.delete(fd >>> 0);
    return descriptor;
  }

  renumber(from: number, to: number): Descriptor {
    const descriptor = this.get(from);
    const replaced = this.get(to);
    this.#open.delete(from >>> 0);
    this.#open.set(to >>> 0, descriptor);
    return replaced;
  }

  *files(): Iterable<FileDescriptor> {
    for (const descriptor of this.#open.values()) if (descriptor.kind === "file") yield descriptor;
  }
}
