import type { FolderDescriptor } from "./descriptors";
import { Errno, WasiError } from "./errno";
import { lookUp, type Place } from "./lookup";
import { MAY_READ, MAY_WRITE } from "./rights";
import { setTimes, writeStat } from "./stat";
import { FileNode, FolderNode, LinkNode } from "./tree";
import type { Calls, Context } from "./types";

const FOLLOW = 1;
const OpenFlag = { create: 1, folder: 2, exclusive: 4, truncate: 8 } as const;

/** Everything that starts from a folder. */
export function pathCalls(context: Context): Calls {
  const { memory, descriptors } = context;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const encoder = new TextEncoder();

  const text = (address: number, length: number): string => {
    let decoded: string;
    try {
      decoded = decoder.decode(memory.bytes(address, length).slice());
    } catch (error) {
      throw error instanceof WasiError ? error : new WasiError(Errno.ilseq);
    }
    if (decoded.includes("\0")) throw new WasiError(Errno.ilseq);
    return decoded;
  };
  const find = (fd: number, address: number, length: number, follow: boolean): Place =>
    lookUp(descriptors.folder(fd).node, text(address, length), follow);
  const existing = (place: Place) => {
    if (place.node === undefined) throw new WasiError(Errno.noent);
    if (place.wantsFolder && place.node.kind !== "folder") throw new WasiError(Errno.notdir);
    return place.node;
  };
  const changeable = (folder: FolderNode) => {
    if (folder.readOnly) throw new WasiError(Errno.rofs);
  };
  /** A place where nothing is. */
  const free = (place: Place) => {
    if (place.node !== undefined) throw new WasiError(Errno.exist);
    changeable(place.folder);
  };
  /** A place that has something which is in some folder: the root of a preopen is in none. */
  const named = (place: Place) => {
    if (place.name === ".") throw new WasiError(Errno.inval);
    changeable(place.folder);
    return existing(place);
  };
  const pathOf = (fd: number, place: Place) => join(descriptors.folder(fd), place.path);

  const opened = (place: Place, flags: number, writes: boolean): FileNode | FolderNode => {
    const has = (flag: number) => (flags & flag) !== 0;
    let node = place.node;
    if (node === undefined) {
      if (!has(OpenFlag.create) || place.wantsFolder) throw new WasiError(Errno.noent);
      if (has(OpenFlag.folder)) throw new WasiError(Errno.inval);
      changeable(place.folder);
      node = new FileNode(new Uint8Array(), false);
      place.folder.put(place.name, node);
      return node;
    }
    if (has(OpenFlag.create) && has(OpenFlag.exclusive)) throw new WasiError(Errno.exist);
    if (node.kind === "link") throw new WasiError(Errno.loop);
    if (node.kind === "folder") {
      if (has(OpenFlag.truncate) || has(OpenFlag.create)) throw new WasiError(Errno.isdir);
      return node;
    }
    if (has(OpenFlag.folder) || place.wantsFolder) throw new WasiError(Errno.notdir);
    if ((writes || has(OpenFlag.truncate)) && node.readOnly) throw new WasiError(Errno.rofs);
    if (has(OpenFlag.truncate)) node.resize(0);
    return node;
  };

  return {
    path_open: (fd: number, follow: number, address: number, length: number, flags: number,
      base: bigint, _inheriting: bigint, fdFlags: number, result: number) => {
      const place = find(fd, address, length, (follow & FOLLOW) !== 0);
      const wanted = BigInt.asUintN(64, base);
      const existed = place.node !== undefined;
      const node = opened(place, flags, (wanted & MAY_WRITE & 64n) !== 0n && !isFolder(place));
      const path = pathOf(fd, place);
      const dirty = node.kind === "file" && (!existed || (flags & OpenFlag.truncate) !== 0);
      const descriptor = node.kind === "folder"
        ? { kind: "folder" as const, node, path, preopen: undefined }
        : { kind: "file" as const, node, path, position: 0, flags: fdFlags, dirty,
            readable: (wanted & MAY_READ) !== 0n, writable: (wanted & 64n) !== 0n && !node.readOnly };
      memory.u32(result, descriptors.add(descriptor));
    },
    path_create_directory: (fd: number, address: number, length: number) => {
      const place = find(fd, address, length, false);
      free(place);
      place.folder.put(place.name, new FolderNode(false));
    },
    path_filestat_get: (fd: number, follow: number, address: number, length: number, result: number) => {
      writeStat(memory, result, existing(find(fd, address, length, (follow & FOLLOW) !== 0)));
    },
    path_filestat_set_times: (fd: number, follow: number, address: number, length: number,
      accessed: bigint, modified: bigint, flags: number) => {
      const place = find(fd, address, length, (follow & FOLLOW) !== 0);
      changeable(place.folder);
      return setTimes(existing(place), accessed, modified, flags) ? Errno.success : Errno.inval;
    },
    path_link: (from: number, follow: number, address: number, length: number,
      to: number, newAddress: number, newLength: number) => {
      const node = named(find(from, address, length, (follow & FOLLOW) !== 0));
      if (node.kind !== "file") return Errno.perm;
      const place = find(to, newAddress, newLength, false);
      if (place.wantsFolder) return Errno.noent;
      free(place);
      node.links += 1;
      place.folder.put(place.name, node);
      context.onFile(pathOf(to, place), node.contents());
      return;
    },
    path_readlink: (fd: number, address: number, length: number, buffer: number, room: number,
      result: number) => {
      const node = existing(find(fd, address, length, false));
      if (node.kind !== "link") return Errno.inval;
      const target = encoder.encode(node.target).subarray(0, room >>> 0);
      memory.bytes(buffer, target.length).set(target);
      memory.u32(result, target.length);
      return;
    },
    path_remove_directory: (fd: number, address: number, length: number) => {
      const place = find(fd, address, length, false);
      const node = named(place);
      if (node.kind !== "folder") return Errno.notdir;
      if (node.entries.size > 0) return Errno.notempty;
      place.folder.remove(place.name);
      return;
    },
    path_rename: (from: number, address: number, length: number,
      to: number, newAddress: number, newLength: number) => {
      const old = find(from, address, length, false);
      const place = find(to, newAddress, newLength, false);
      const node = named(old);
      changeable(place.folder);
      if (place.name === ".") return Errno.inval;
      if (place.node === node) return;
      if (node.kind === "folder" && contains(node, place.folder)) return Errno.inval;
      if (place.node?.kind === "folder") {
        if (node.kind !== "folder") return Errno.isdir;
        if (place.node.entries.size > 0) return Errno.notempty;
      } else if (node.kind === "folder" && place.node !== undefined) return Errno.notdir;
      if (node.kind !== "folder" && place.wantsFolder) return Errno.notdir;
      old.folder.remove(old.name);
      place.folder.put(place.name, node);
      tellOfMove(pathOf(from, old), pathOf(to, place), node);
      return;
    },
    path_symlink: (address: number, length: number, fd: number, newAddress: number, newLength: number) => {
      const target = text(address, length);
      const place = find(fd, newAddress, newLength, false);
      if (target === "") return Errno.noent;
      if (target.startsWith("/")) return Errno.perm;
      if (place.wantsFolder) return Errno.noent;
      free(place);
      place.folder.put(place.name, new LinkNode(target));
      return;
    },
    path_unlink_file: (fd: number, address: number, length: number) => {
      const place = find(fd, address, length, false);
      const node = named(place);
      if (node.kind === "folder") return Errno.isdir;
      place.folder.remove(place.name);
      if (node.kind === "file") node.links -= 1;
      context.onFile(pathOf(fd, place), undefined);
      return;
    },
  };

  function tellOfMove(from: string, to: string, node: FileNode | FolderNode | LinkNode): void {
    if (node.kind === "file") {
      context.onFile(from, undefined);
      context.onFile(to, node.contents());
      // What is open there goes on under its new name.
      for (const file of descriptors.files()) if (file.node === node) file.path = to;
    } else if (node.kind === "folder") {
      for (const [name, entry] of node.entries) tellOfMove(`${from}/${name}`, `${to}/${name}`, entry);
    }
  }
}

function isFolder({ node }: Place): boolean {
  return node?.kind === "folder";
}

function contains(folder: FolderNode, searched: FolderNode): boolean {
  return folder === searched
    || [...folder.entries.values()].some((one) => one.kind === "folder" && contains(one, searched));
}

/** The path that the page knows something by. */
function join({ path }: FolderDescriptor, below: string): string {
  return below === "" ? path : `${path === "/" ? "" : path}/${below}`;
}
