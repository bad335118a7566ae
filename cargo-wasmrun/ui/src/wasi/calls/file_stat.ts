import { Errno } from "../errno";
import { openFolders } from "../folders";
import { setTimes, writeStat } from "../stat";
import { writable } from "../tell";
import type { Calls, Context } from "../types";

/** What is known of an open file. */
export function calls(context: Context): Calls {
  openFolders(context);
  const { memory, descriptors } = context;
  return {
    fd_filestat_get: (fd: number, result: number) => {
      const descriptor = descriptors.get(fd);
      writeStat(memory, result, descriptor.kind === "stream" ? undefined : descriptor.node);
    },
    fd_filestat_set_size: (fd: number, size: bigint) => {
      const file = writable(context, fd);
      file.node.resize(Number(BigInt.asUintN(64, size)));
      file.dirty = true;
    },
    fd_filestat_set_times: (fd: number, accessed: bigint, modified: bigint, flags: number) => {
      const descriptor = descriptors.get(fd);
      if (descriptor.kind === "stream") return Errno.badf;
      return setTimes(descriptor.node, accessed, modified, flags) ? Errno.success : Errno.inval;
    },
  };
}
