/** Thrown through the guest's frames by `proc_exit`. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}
