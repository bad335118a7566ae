import type { Descriptor, FileDescriptor } from "./descriptors";
import { Errno, WasiError } from "./errno";
import { inherited, rights } from "./rights";
import { setTimes, typeOf, writeStat } from "./stat";
import type { Calls, Context } from "./types";

const FDSTAT_BYTES = 24;
const DIRENT_BYTES = 24;

/** The flags that mean something here: append, and those about synchronizing, which is always so. */
const KNOWN_FLAGS = 0b11111;

/** What can be asked of and done with open descriptors. */
export function descriptorCalls(context: Context): Calls {
  const { memory, descriptors } = context;
  const encoder = new TextEncoder();

  const tell = (descriptor: Descriptor) => {
    if (descriptor.kind !== "file" || !descriptor.dirty) return;
    descriptor.dirty = false;
    context.onFile(descriptor.path, descriptor.node.contents());
  };
  const writable = (fd: number): FileDescriptor => {
    const file = descriptors.file(fd);
    if (!file.writable) throw new WasiError(Errno.notcapable);
    return file;
  };
  const synchronize = (fd: number) => {
    const descriptor = descriptors.get(fd);
    if (descriptor.kind === "stream") return Errno.inval;
    tell(descriptor);
    return Errno.success;
  };
  const notASocket = (fd: number) => {
    descriptors.get(fd);
    return Errno.notsock;
  };
  const preopen = (fd: number): Uint8Array => {
    const descriptor = descriptors.get(fd);
    if (descriptor.kind !== "folder" || descriptor.preopen === undefined) {
      throw new WasiError(Errno.badf);
    }
    return encoder.encode(descriptor.preopen);
  };

  return {
    fd_close: (fd: number) => tell(descriptors.close(fd)),
    fd_renumber: (from: number, to: number) => {
      if (from >>> 0 === to >>> 0) descriptors.get(from);
      else tell(descriptors.renumber(from, to));
    },
    fd_advise: (fd: number) => void descriptors.file(fd),
    fd_allocate: (fd: number, at: bigint, length: bigint) => {
      const file = writable(fd);
      const end = BigInt.asUintN(64, at) + BigInt.asUintN(64, length);
      if (length === 0n) return Errno.inval;
      if (end > BigInt(file.node.size)) file.node.resize(Number(end));
      file.dirty = true;
      return;
    },
    fd_datasync: synchronize,
    fd_sync: synchronize,
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
    fd_filestat_get: (fd: number, result: number) => {
      const descriptor = descriptors.get(fd);
      writeStat(memory, result, descriptor.kind === "stream" ? undefined : descriptor.node);
    },
    fd_filestat_set_size: (fd: number, size: bigint) => {
      const file = writable(fd);
      file.node.resize(Number(BigInt.asUintN(64, size)));
      file.dirty = true;
    },
    fd_filestat_set_times: (fd: number, accessed: bigint, modified: bigint, flags: number) => {
      const descriptor = descriptors.get(fd);
      if (descriptor.kind === "stream") return Errno.badf;
      return setTimes(descriptor.node, accessed, modified, flags) ? Errno.success : Errno.inval;
    },
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
    sock_accept: notASocket,
    sock_recv: notASocket,
    sock_send: notASocket,
    sock_shutdown: notASocket,
  };
}
