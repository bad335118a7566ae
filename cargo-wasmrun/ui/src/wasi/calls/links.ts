import { Errno } from "../errno";
import { existing, FOLLOW, free, named, Places } from "../places";
import { LinkNode } from "../tree";
import type { Calls, Context } from "../types";

/** Links. */
export function calls(context: Context): Calls {
  const { memory } = context;
  const places = new Places(context);
  const encoder = new TextEncoder();
  return {
    path_link: (from: number, follow: number, address: number, length: number,
      to: number, newAddress: number, newLength: number) => {
      const node = named(places.find(from, address, length, (follow & FOLLOW) !== 0));
      if (node.kind !== "file") return Errno.perm;
      const place = places.find(to, newAddress, newLength, false);
      if (place.wantsFolder) return Errno.noent;
      free(place);
      node.links += 1;
      place.folder.put(place.name, node);
      context.onFile(places.path(to, place), node.contents());
      return;
    },
    path_readlink: (fd: number, address: number, length: number, buffer: number, room: number,
      result: number) => {
      const node = existing(places.find(fd, address, length, false));
      if (node.kind !== "link") return Errno.inval;
      const target = encoder.encode(node.target).subarray(0, room >>> 0);
      memory.bytes(buffer, target.length).set(target);
      memory.u32(result, target.length);
      return;
    },
    path_symlink: (address: number, length: number, fd: number, newAddress: number, newLength: number) => {
      const target = places.text(address, length);
      const place = places.find(fd, newAddress, newLength, false);
      if (target === "") return Errno.noent;
      if (target.startsWith("/")) return Errno.perm;
      if (place.wantsFolder) return Errno.noent;
      free(place);
      place.folder.put(place.name, new LinkNode(target));
      return;
    },
  };
}
