import { Errno, WasiError } from "./errno";

/** The offset of a transfer that names its own. */
export function offset(value: bigint): number {
  const unsigned = BigInt.asUintN(64, value);
  if (unsigned > BigInt(Number.MAX_SAFE_INTEGER)) throw new WasiError(Errno.inval);
  return Number(unsigned);
}
