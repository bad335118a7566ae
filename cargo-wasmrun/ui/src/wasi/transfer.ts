import type { FileDescriptor } from "./descriptors";
import { Errno, WasiError } from "./errno";
import type { Slice } from "./memory";
import type { Calls, Context } from "./types";

const APPEND = 1;

/** The most bytes that one call moves, so that a guest cannot make the page's side allocate. */
const MOST_BYTES = 1 << 20;

const Whence = { set: 0, current: 1, end: 2 } as const;

/** Reading, writing and seeking. */
export function transferCalls({ memory, streams, descriptors }: Context): Calls {
  const bytes = ({ address, length }: Slice) => memory.bytes(address, length);

  const readFile = (file: FileDescriptor, buffers: Slice[], at: number): number => {
    if (!file.readable) throw new WasiError(Errno.notcapable);
    return buffers.reduce((sum, buffer) => sum + file.node.read(at + sum, bytes(buffer)), 0);
  };
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
  const readStream = (buffers: Slice[]): number => {
    const buffer = buffers.find(({ length }) => length > 0);
    return buffer === undefined ? 0 : streams.read(bytes(buffer).subarray(0, MOST_BYTES));
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

  const seek = (fd: number, offset: bigint, whence: number): bigint => {
    const file = descriptors.file(fd);
    const base = { [Whence.set]: 0, [Whence.current]: file.position, [Whence.end]: file.node.size }[whence];
    if (base === undefined) throw new WasiError(Errno.inval);
    const position = BigInt(base) + offset;
    if (position < 0n || position > BigInt(Number.MAX_SAFE_INTEGER)) throw new WasiError(Errno.inval);
    file.position = Number(position);
    return position;
  };
  /** The offset of a positioned transfer. */
  const offset = (value: bigint): number => {
    const unsigned = BigInt.asUintN(64, value);
    if (unsigned > BigInt(Number.MAX_SAFE_INTEGER)) throw new WasiError(Errno.inval);
    return Number(unsigned);
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
    fd_pread: (fd: number, list: number, count: number, at: bigint, result: number) => {
      memory.u32(result, readFile(descriptors.file(fd), memory.slices(list, count), offset(at)));
    },
    fd_pwrite: (fd: number, list: number, count: number, at: bigint, result: number) => {
      memory.u32(result, writeFile(descriptors.file(fd), memory.slices(list, count), offset(at)));
    },
    fd_seek: (fd: number, distance: bigint, whence: number, result: number) => {
      memory.u64(result, seek(fd, distance, whence));
    },
    fd_tell: (fd: number, result: number) => {
      memory.u64(result, seek(fd, 0n, Whence.current));
    },
  };
}
