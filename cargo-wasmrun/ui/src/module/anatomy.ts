import { useEffect, useState } from "preact/hooks";
import type { Program } from "../state";
import { baseOf } from "../worker/start";

/** What is in a module, as the server tells it. */
export interface Anatomy {
  size: number;
  name: string | null;
  sections: { name: string; custom: boolean; offset: number; size: number }[];
  imports: { module: string; name: string; kind: string; type: string }[];
  exports: { name: string; kind: string; index: number; type: string }[];
  start: number | null;
  functions: ModuleFunction[];
  tables: ModuleObject[];
  memories: ModuleObject[];
  globals: ModuleObject[];
  tags: ModuleObject[];
  data: { count: number; items: number };
  elements: { count: number; items: number };
  features: string[];
  target_features: string[];
  producers: Record<string, { name: string; version: string }[]>;
  packages: { package: string | null; functions: number; size: number }[];
}

export interface ModuleFunction {
  index: number;
  name: string | null;
  type: string;
  offset: number;
  size: number;
}

export interface ModuleObject {
  index: number;
  name: string | null;
  imported: boolean;
  type: string;
}

export type Loaded = { kind: "loading" } | { kind: "failed"; message: string } | { kind: "loaded"; anatomy: Anatomy };

/** What is in the module of `program`, brought once for each program. */
export function useAnatomy(program: Program | undefined): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ kind: "loading" });
  useEffect(() => {
    if (program === undefined) return;
    let current = true;
    void load(program).then((next) => current && setLoaded(next));
    return () => {
      current = false;
    };
  }, [program?.id]);
  return loaded;
}

async function load(program: Program): Promise<Loaded> {
  try {
    const response = await fetch(`${baseOf(program)}/module`);
    const answer = await response.json();
    if (!response.ok) return { kind: "failed", message: answer.error };
    return { kind: "loaded", anatomy: answer as Anatomy };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
