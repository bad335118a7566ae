import { Errno } from "../errno";
import type { Calls, Context } from "../types";

/** Sockets, of which there are none. */
export function calls({ descriptors }: Context): Calls {
  const notASocket = (fd: number) => {
    descriptors.get(fd);
    return Errno.notsock;
  };
  return {
    sock_accept: notASocket,
    sock_recv: notASocket,
    sock_send: notASocket,
    sock_shutdown: notASocket,
  };
}
