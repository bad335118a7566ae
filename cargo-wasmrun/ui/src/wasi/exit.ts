const NAME = "WasiExit";

/** Thrown through the guest's frames by `proc_exit`. */
export class Exit extends Error {
  override readonly name = NAME;

  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** The status that a guest ended with, if `error` is its end. It may come from another script, whose
 * classes are not ours. */
export function exitCode(error: unknown): number | undefined {
  return error instanceof Error && error.name === NAME ? (error as Exit).code : undefined;
}
