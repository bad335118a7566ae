import { Errno } from "../errno";
import { changeable, existing, FOLLOW, Places } from "../places";
import { setTimes, writeStat } from "../stat";
import type { Calls, Context } from "../types";

/** What is known of the file at a path. */
export function calls(context: Context): Calls {
  const { memory } = context;
  const places = new Places(context);
  return {
    path_filestat_get: (fd: number, follow: number, address: number, length: number, result: number) => {
      writeStat(memory, result, existing(places.find(fd, address, length, (follow & FOLLOW) !== 0)));
    },
    path_filestat_set_times: (fd: number, follow: number, address: number, length: number,
      accessed: bigint, modified: bigint, flags: number) => {
      const place = places.find(fd, address, length, (follow & FOLLOW) !== 0);
      changeable(place.folder);
      return setTimes(existing(place), accessed, modified, flags) ? Errno.success : Errno.inval;
    },
  };
}
