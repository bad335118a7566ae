import { Errno, WasiError } from "./errno";
import type { Slice } from "./memory";
import type { Calls, Context } from "./types";

export const STDIN = 0;
export const STDERR = 2;

const CHARACTER_DEVICE = 2;
const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;
const RIGHT_FILESTAT = 1n << 21n;
const RIGHT_POLL = 1n << 27n;
const FILESTAT_BYTES = 64;
const FDSTAT_BYTES = 24;

/** The most bytes that one call moves, so that a guest cannot make the page's side allocate. */
const MOST_BYTES = 1 << 20;

/** The standard streams, which are terminals, and what does not work on them. */
export function stdioCalls(context: Context): Calls {
  const { memory, streams, open } = context;

  const check = (fd: number) => {
    if (!open.has(fd)) throw new WasiError(Errno.badf);
  };
  /** A call that knows the descriptor but cannot be done on a terminal. */
  const refuse = (errno: Errno) => (fd: number) => {
    check(fd);
    return errno;
  };

  const write = (fd: number, buffers: Slice[]): number => {
    if (fd === STDIN) throw new WasiError(Errno.badf);
    let written = 0;
    for (const { address, length } of buffers) {
      const bytes = memory.bytes(address, length).subarray(0, MOST_BYTES - written);
      streams.write(bytes);
      written += bytes.length;
    }
    return written;
  };

  const read = (fd: number, buffers: Slice[]): number => {
    if (fd !== STDIN) throw new WasiError(Errno.badf);
    const buffer = buffers.find(({ length }) => length > 0);
    if (buffer === undefined) return 0;
    return streams.read(memory.bytes(buffer.address, buffer.length).subarray(0, MOST_BYTES));
  };

  return {
    fd_write: (fd: number, buffers: number, count: number, result: number) => {
      check(fd);
      memory.u32(result, write(fd, memory.slices(buffers, count)));
    },
    fd_read: (fd: number, buffers: number, count: number, result: number) => {
      check(fd);
      memory.u32(result, read(fd, memory.slices(buffers, count)));
    },
    fd_fdstat_get: (fd: number, result: number) => {
      check(fd);
      const rights = (fd === STDIN ? RIGHT_READ : RIGHT_WRITE) | RIGHT_FILESTAT | RIGHT_POLL;
      memory.bytes(result, FDSTAT_BYTES).fill(0);
      memory.u8(result, CHARACTER_DEVICE);
      memory.u64(result + 8, rights);
    },
    fd_filestat_get: (fd: number, result: number) => {
      check(fd);
      memory.bytes(result, FILESTAT_BYTES).fill(0);
      memory.u8(result + 16, CHARACTER_DEVICE);
      memory.u64(result + 24, 1n);
    },
    fd_close: (fd: number) => {
      check(fd);
      open.delete(fd);
    },
    fd_renumber: (from: number, to: number) => {
      check(from);
      check(to);
      // Streams are told apart by their number alone, so only a move to itself can be honoured.
      return from === to ? Errno.success : Errno.notsup;
    },
    fd_advise: refuse(Errno.spipe),
    fd_allocate: refuse(Errno.spipe),
    fd_datasync: refuse(Errno.inval),
    fd_sync: refuse(Errno.inval),
    fd_fdstat_set_flags: refuse(Errno.notsup),
    fd_fdstat_set_rights: refuse(Errno.notsup),
    fd_filestat_set_size: refuse(Errno.inval),
    fd_filestat_set_times: refuse(Errno.notsup),
    fd_pread: refuse(Errno.spipe),
    fd_pwrite: refuse(Errno.spipe),
    fd_seek: refuse(Errno.spipe),
    fd_tell: refuse(Errno.spipe),
    fd_readdir: refuse(Errno.notdir),
    // libc asks for 3, 4, … until this answer: there are no preopened folders.
    fd_prestat_get: refuse(Errno.badf),
    fd_prestat_dir_name: refuse(Errno.badf),
    sock_accept: refuse(Errno.notsock),
    sock_recv: refuse(Errno.notsock),
    sock_send: refuse(Errno.notsock),
    sock_shutdown: refuse(Errno.notsock),
  };
}

/** Everything that starts from a folder: the guest has none, and a stream is no folder. */
export function pathCalls({ open }: Context): Calls {
  const answer = (folder: number) => (open.has(folder) ? Errno.notdir : Errno.badf);
  return {
    path_create_directory: answer,
    path_filestat_get: answer,
    path_filestat_set_times: answer,
    path_open: answer,
    path_readlink: answer,
    path_remove_directory: answer,
    path_rename: answer,
    path_unlink_file: answer,
    path_link: answer,
    path_symlink: (_target: number, _length: number, folder: number) => answer(folder),
  };
}
