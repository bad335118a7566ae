import type { Descriptor, FileDescriptor } from "./descriptors";
import { Errno, WasiError } from "./errno";
import type { Context } from "./types";

/** Tells what was written to a file since that was last told. */
export function tell(context: Context, descriptor: Descriptor): void {
  if (descriptor.kind !== "file" || !descriptor.dirty) return;
  descriptor.dirty = false;
  context.onFile(descriptor.path, descriptor.node.contents());
}

/** The file of this number, which may be written. */
export function writable({ descriptors }: Context, fd: number): FileDescriptor {
  const file = descriptors.file(fd);
  if (!file.writable) throw new WasiError(Errno.notcapable);
  return file;
}
