import type { FileDescriptor } from "../descriptors";
import { Errno, WasiError } from "../errno";
import type { Slice } from "../memory";
import { offset } from "../offset";
import type { Calls, Context } from "../types";

/** The most bytes that one call takes from a stream. */
const MOST_BYTES = 1 << 20;

/** Reading. */
export function calls({ memory, streams, descriptors }: Context): Calls {
  const bytes = ({ address, length }: Slice) => memory.bytes(address, length);

  const readFile = (file: FileDescriptor, buffers: Slice[], at: number): number => {
    if (!file.readable) throw new WasiError(Errno.notcapable);
    return buffers.reduce((sum, buffer) => sum + file.node.read(at + sum, bytes(buffer)), 0);
  };
  const readStream = (buffers: Slice[]): number => {
    const buffer = buffers.find(({ length }) => length > 0);
    return buffer === undefined ? 0 : streams.read(bytes(buffer).subarray(0, MOST_BYTES));
  };

  return {
    fd_read: (fd: number, list: number, count: number, result: number) => {
      const descriptor = descriptors.get(fd);
      const buffers = memory.slices(list, count);
      if (descriptor.kind === "folder") return Errno.isdir;
      if (descriptor.kind === "stream") {
        if (!descriptor.readable) return Errno.badf;
        memory.u32(result, readStream(buffers));
        return;
      }
      const taken = readFile(descriptor, buffers, descriptor.position);
      descriptor.position += taken;
      memory.u32(result, taken);
    },
    fd_pread: (fd: number, list: number, count: number, at: bigint, result: number) => {
      memory.u32(result, readFile(descriptors.file(fd), memory.slices(list, count), offset(at)));
    },
  };
}
