import { Errno } from "../errno";
import { openFolders } from "../folders";
import { tell, writable } from "../tell";
import type { Calls, Context } from "../types";

/** How the bytes of an open file are kept. */
export function calls(context: Context): Calls {
  openFolders(context);
  const { descriptors } = context;
  const synchronize = (fd: number) => {
    const descriptor = descriptors.get(fd);
    if (descriptor.kind === "stream") return Errno.inval;
    tell(context, descriptor);
    return Errno.success;
  };
  return {
    fd_advise: (fd: number) => void descriptors.file(fd),
    fd_allocate: (fd: number, at: bigint, length: bigint) => {
      const file = writable(context, fd);
      const end = BigInt.asUintN(64, at) + BigInt.asUintN(64, length);
      if (length === 0n) return Errno.inval;
      if (end > BigInt(file.node.size)) file.node.resize(Number(end));
      file.dirty = true;
      return;
    },
    fd_datasync: synchronize,
    fd_sync: synchronize,
  };
}
