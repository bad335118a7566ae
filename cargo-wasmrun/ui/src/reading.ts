/** What was read from what a user typed, or what is wrong with it. */
export type Reading<Value> = { value: Value } | { fault: string };

/** What is wrong, if anything is. */
export function faultOf(reading: Reading<unknown>): string | undefined {
  return "fault" in reading ? reading.fault : undefined;
}
