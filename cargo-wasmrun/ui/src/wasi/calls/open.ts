import { Errno, WasiError } from "../errno";
import type { Place } from "../lookup";
import { changeable, FOLLOW, Places } from "../places";
import { MAY_READ, MAY_WRITE } from "../rights";
import { FileNode, type FolderNode } from "../tree";
import type { Calls, Context } from "../types";

const OpenFlag = { create: 1, folder: 2, exclusive: 4, truncate: 8 } as const;

/** Opening and making files. */
export function calls(context: Context): Calls {
  const { memory, descriptors } = context;
  const places = new Places(context);
  return {
    path_open: (fd: number, follow: number, address: number, length: number, flags: number,
      base: bigint, _inheriting: bigint, fdFlags: number, result: number) => {
      const place = places.find(fd, address, length, (follow & FOLLOW) !== 0);
      const wanted = BigInt.asUintN(64, base);
      const existed = place.node !== undefined;
      const node = opened(place, flags, (wanted & MAY_WRITE & 64n) !== 0n && place.node?.kind !== "folder");
      const path = places.path(fd, place);
      const dirty = node.kind === "file" && (!existed || (flags & OpenFlag.truncate) !== 0);
      const descriptor = node.kind === "folder"
        ? { kind: "folder" as const, node, path, preopen: undefined }
        : { kind: "file" as const, node, path, position: 0, flags: fdFlags, dirty,
            readable: (wanted & MAY_READ) !== 0n, writable: (wanted & 64n) !== 0n && !node.readOnly };
      memory.u32(result, descriptors.add(descriptor));
    },
  };
}

function opened(place: Place, flags: number, writes: boolean): FileNode | FolderNode {
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
}
