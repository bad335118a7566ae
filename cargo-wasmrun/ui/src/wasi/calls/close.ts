import { openFolders } from "../folders";
import { tell } from "../tell";
import type { Calls, Context } from "../types";

/** The end of descriptors. */
export function calls(context: Context): Calls {
  openFolders(context);
  const { descriptors } = context;
  return {
    fd_close: (fd: number) => tell(context, descriptors.close(fd)),
    fd_renumber: (from: number, to: number) => {
      if (from >>> 0 === to >>> 0) descriptors.get(from);
      else tell(context, descriptors.renumber(from, to));
    },
  };
}
