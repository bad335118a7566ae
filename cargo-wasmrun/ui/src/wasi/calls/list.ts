import { openFolders } from "../folders";
import { typeOf } from "../stat";
import type { Calls, Context } from "../types";

const DIRENT_BYTES = 24;

/** What is in a folder. */
export function calls(context: Context): Calls {
  openFolders(context);
  const { memory, descriptors } = context;
  const encoder = new TextEncoder();
  return {
    fd_readdir: (fd: number, buffer: number, length: number, cookie: bigint, result: number) => {
      const { node } = descriptors.folder(fd);
      const into = memory.bytes(buffer, length);
      const entries = [[".", node], ["..", node], ...node.entries] as const;
      let used = 0;
      for (let next = Number(BigInt.asUintN(64, cookie)); next < entries.length; next += 1) {
        const [name, entry] = entries[next] as (typeof entries)[number];
        const encoded = encoder.encode(name);
        const record = new Uint8Array(DIRENT_BYTES + encoded.length);
        const view = new DataView(record.buffer);
        view.setBigUint64(0, BigInt(next + 1), true);
        view.setBigUint64(8, entry.inode, true);
        view.setUint32(16, encoded.length, true);
        view.setUint8(20, typeOf(entry));
        record.set(encoded, DIRENT_BYTES);
        // A record that is cut off tells that there is more.
        const part = record.subarray(0, into.length - used);
        into.set(part, used);
        used += part.length;
        if (used === into.length) break;
      }
      memory.u32(result, used);
    },
  };
}
