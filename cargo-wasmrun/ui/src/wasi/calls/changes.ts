import { Errno } from "../errno";
import { changeable, free, named, Places } from "../places";
import { FolderNode, type Node } from "../tree";
import type { Calls, Context } from "../types";

/** Changes of folders. */
export function calls(context: Context): Calls {
  const places = new Places(context);
  return {
    path_create_directory: (fd: number, address: number, length: number) => {
      const place = places.find(fd, address, length, false);
      free(place);
      place.folder.put(place.name, new FolderNode(false));
    },
    path_remove_directory: (fd: number, address: number, length: number) => {
      const place = places.find(fd, address, length, false);
      const node = named(place);
      if (node.kind !== "folder") return Errno.notdir;
      if (node.entries.size > 0) return Errno.notempty;
      place.folder.remove(place.name);
      return;
    },
    path_rename: (from: number, address: number, length: number,
      to: number, newAddress: number, newLength: number) => {
      const old = places.find(from, address, length, false);
      const place = places.find(to, newAddress, newLength, false);
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
      tellOfMove(context, places.path(from, old), places.path(to, place), node);
      return;
    },
    path_unlink_file: (fd: number, address: number, length: number) => {
      const place = places.find(fd, address, length, false);
      const node = named(place);
      if (node.kind === "folder") return Errno.isdir;
      place.folder.remove(place.name);
      if (node.kind === "file") node.links -= 1;
      context.onFile(places.path(fd, place), undefined);
      return;
    },
  };
}

function tellOfMove(context: Context, from: string, to: string, node: Node): void {
  if (node.kind === "file") {
    context.onFile(from, undefined);
    context.onFile(to, node.contents());
    // What is open there goes on under its new name.
    for (const file of context.descriptors.files()) if (file.node === node) file.path = to;
  } else if (node.kind === "folder") {
    for (const [name, entry] of node.entries) tellOfMove(context, `${from}/${name}`, `${to}/${name}`, entry);
  }
}

function contains(folder: FolderNode, searched: FolderNode): boolean {
  return folder === searched
    || [...folder.entries.values()].some((one) => one.kind === "folder" && contains(one, searched));
}
