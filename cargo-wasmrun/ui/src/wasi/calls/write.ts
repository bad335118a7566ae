import type { FileDescriptor } from "../descriptors";
import { Errno, WasiError } from "../errno";
import type { Slice } from "../memory";
import { offset } from "../offset";
import type { Calls, Context } from "../types";

const APPEND = 1;

/** The most bytes that one call puts into a stream, so that a guest cannot make the page's side
 * allocate. */
const MOST_BYTES = 1 << 20;

/** Writing. */
export function calls({ memory, streams, descriptors }: Context): Calls {
  const bytes = ({ address, length }: Slice) => memory.bytes(address, length);

  const writeFile = (file: FileDescriptor, buffers: Slice[], at: number): number => {
    if (!file.writable) throw new WasiError(Errno.notcapable);
    let written = 0;
    for (const buffer of buffers) {
      file.node.write(at + written, bytes(buffer));
      written += buffer.length;
    }
    file.dirty = true;
    return written;
  };
  const writeStream = (fd: number, buffers: Slice[]): number => {
    let written = 0;
    for (const buffer of buffers) {
      const part = bytes(buffer).subarray(0, MOST_BYTES - written);
      streams.write(part, fd);
      written += part.length;
    }
    return written;
  };

  return {
    fd_write: (fd: number, list: number, count: number, result: number) => {
      const descriptor = descriptors.get(fd);
      const buffers = memory.slices(list, count);
      if (descriptor.kind === "folder") return Errno.isdir;
      if (descriptor.kind === "stream") {
        if (descriptor.readable) return Errno.badf;
        memory.u32(result, writeStream(fd, buffers));
        return;
      }
      if ((descriptor.flags & APPEND) !== 0) descriptor.position = descriptor.node.size;
      const written = writeFile(descriptor, buffers, descriptor.position);
      descriptor.position += written;
      memory.u32(result, written);
    },
    fd_pwrite: (fd: number, list: number, count: number, at: bigint, result: number) => {
      memory.u32(result, writeFile(descriptors.file(fd), memory.slices(list, count), offset(at)));
    },
  };
}
