import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { FilesStore } from "../program/files_store";
import type { Setup } from "../program/setup";
import type { Reading } from "../reading";
import type { Program } from "../state";
import { CallSession, type Call } from "./session";

/** The calls of a program's functions, which go on while other panels are shown. */
export interface Calls {
  session: CallSession;
  calls: Call[];
  /** Whether they have written anything. */
  hasOutput: boolean;
}

export function useCalls(program: Program | undefined, setup: Reading<Setup>, store: FilesStore): Calls | undefined {
  const [calls, setCalls] = useState<Call[]>([]);
  const [hasOutput, setHasOutput] = useState(false);
  // Each instance starts with what is typed by then.
  const latest = useRef(setup);
  latest.current = setup;
  const session = useMemo(() => {
    setCalls([]);
    setHasOutput(false);
    return program && new CallSession(program, () => latest.current, store, (calls, hasOutput) => {
      setCalls(calls);
      setHasOutput(hasOutput);
    });
  }, [program?.id]);
  useEffect(() => () => session?.reset(), [session]);
  return session && { session, calls, hasOutput };
}
