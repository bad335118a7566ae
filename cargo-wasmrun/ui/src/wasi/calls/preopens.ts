import { Errno, WasiError } from "../errno";
import { openFolders } from "../folders";
import type { Calls, Context } from "../types";

/** The folders that are open from the start. */
export function calls(context: Context): Calls {
  openFolders(context);
  const { memory, descriptors } = context;
  const encoder = new TextEncoder();
  const preopen = (fd: number): Uint8Array => {
    const descriptor = descriptors.get(fd);
    if (descriptor.kind !== "folder" || descriptor.preopen === undefined) {
      throw new WasiError(Errno.badf);
    }
    return encoder.encode(descriptor.preopen);
  };
  return {
    fd_prestat_get: (fd: number, result: number) => {
      const name = preopen(fd);
      memory.u32(result, 0);
      memory.u32(result + 4, name.length);
    },
    fd_prestat_dir_name: (fd: number, address: number, length: number) => {
      const name = preopen(fd);
      if (name.length > length >>> 0) return Errno.nametoolong;
      memory.bytes(address, name.length).set(name);
      return;
    },
  };
}
