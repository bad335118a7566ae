import type { FolderDescriptor } from "./descriptors";
import { Errno, WasiError } from "./errno";
import { openFolders } from "./folders";
import { lookUp, type Place } from "./lookup";
import type { FolderNode, Node } from "./tree";
import type { Context } from "./types";

export const FOLLOW = 1;

/** Reads paths out of a guest's memory and finds where they lead. */
export class Places {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(private readonly context: Context) {
    openFolders(context);
  }

  text(address: number, length: number): string {
    let decoded: string;
    try {
      decoded = this.#decoder.decode(this.context.memory.bytes(address, length).slice());
    } catch (error) {
      throw error instanceof WasiError ? error : new WasiError(Errno.ilseq);
    }
    if (decoded.includes("\0")) throw new WasiError(Errno.ilseq);
    return decoded;
  }

  find(fd: number, address: number, length: number, follow: boolean): Place {
    return lookUp(this.context.descriptors.folder(fd).node, this.text(address, length), follow);
  }

  /** The path that the page knows something by. */
  path(fd: number, place: Place): string {
    return join(this.context.descriptors.folder(fd), place.path);
  }
}

export function existing(place: Place): Node {
  if (place.node === undefined) throw new WasiError(Errno.noent);
  if (place.wantsFolder && place.node.kind !== "folder") throw new WasiError(Errno.notdir);
  return place.node;
}

export function changeable(folder: FolderNode): void {
  if (folder.readOnly) throw new WasiError(Errno.rofs);
}

/** Fails unless nothing is at a place, and something may be. */
export function free(place: Place): void {
  if (place.node !== undefined) throw new WasiError(Errno.exist);
  changeable(place.folder);
}

/** What is at a place and is in some folder: the root of a preopen is in none. */
export function named(place: Place): Node {
  if (place.name === ".") throw new WasiError(Errno.inval);
  changeable(place.folder);
  return existing(place);
}

function join({ path }: FolderDescriptor, below: string): string {
  return below === "" ? path : `${path === "/" ? "" : path}/${below}`;
}
