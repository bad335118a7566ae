import { Errno, WasiError } from "../errno";
import { openFolders } from "../folders";
import type { Calls, Context } from "../types";

const Whence = { set: 0, current: 1, end: 2 } as const;

/** The position in a file. */
export function calls(context: Context): Calls {
  openFolders(context);
  const { memory, descriptors } = context;
  const seek = (fd: number, distance: bigint, whence: number): bigint => {
    const file = descriptors.file(fd);
    const base = { [Whence.set]: 0, [Whence.current]: file.position, [Whence.end]: file.node.size }[whence];
    if (base === undefined) throw new WasiError(Errno.inval);
    const position = BigInt(base) + distance;
    if (position < 0n || position > BigInt(Number.MAX_SAFE_INTEGER)) throw new WasiError(Errno.inval);
    file.position = Number(position);
    return position;
  };
  return {
    fd_seek: (fd: number, distance: bigint, whence: number, result: number) => {
      memory.u64(result, seek(fd, distance, whence));
    },
    fd_tell: (fd: number, result: number) => {
      memory.u64(result, seek(fd, 0n, Whence.current));
    },
  };
}
