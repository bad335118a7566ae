import { Errno } from "../errno";
import { openFolders } from "../folders";
import { inherited, rights } from "../rights";
import { typeOf } from "../stat";
import type { Calls, Context } from "../types";

const FDSTAT_BYTES = 24;

/** The flags that mean something here: append, and those about synchronizing, which is always so. */
const KNOWN_FLAGS = 0b11111;

/** What a descriptor is and may be used for. */
export function calls(context: Context): Calls {
  openFolders(context);
  const { memory, descriptors } = context;
  return {
    fd_fdstat_get: (fd: number, result: number) => {
      const descriptor = descriptors.get(fd);
      memory.bytes(result, FDSTAT_BYTES).fill(0);
      memory.u8(result, typeOf(descriptor));
      memory.u16(result + 2, descriptor.kind === "file" ? descriptor.flags : 0);
      memory.u64(result + 8, rights(descriptor));
      memory.u64(result + 16, inherited(descriptor));
    },
    fd_fdstat_set_flags: (fd: number, flags: number) => {
      const descriptor = descriptors.get(fd);
      if ((flags & ~KNOWN_FLAGS) !== 0) return Errno.inval;
      if (descriptor.kind !== "file") return Errno.notsup;
      descriptor.flags = flags;
      return;
    },
    fd_fdstat_set_rights: (fd: number, base: bigint) => {
      const descriptor = descriptors.get(fd);
      const wanted = BigInt.asUintN(64, base);
      if ((wanted & ~rights(descriptor)) !== 0n) return Errno.notcapable;
      if (descriptor.kind === "file") {
        descriptor.readable &&= (wanted & 2n) !== 0n;
        descriptor.writable &&= (wanted & 64n) !== 0n;
      }
      return;
    },
  };
}
