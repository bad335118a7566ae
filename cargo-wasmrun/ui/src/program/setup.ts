import { faultOf, type Reading } from "../reading";
import type { Program } from "../state";
import { readArguments } from "./arguments";
import { readEnvironment } from "./environment";

/** What a program is started with, besides its files. */
export interface Setup {
  /** Without the program's own name. */
  args: string[];
  env: Record<string, string>;
}

/** What the user typed. A field that nobody touched is absent, and follows the plan of each build. */
export interface Typed {
  args?: string;
  env?: string;
}

/** What the fields say. */
export interface Readings {
  args: Reading<string[]>;
  env: Reading<Record<string, string>>;
}

/** Reads what was typed, and for the rest what the plan of the build says. */
export function readFields(typed: Typed, plan: Program | undefined): Readings {
  return {
    args: typed.args === undefined ? { value: plan?.args.slice(1) ?? [] } : readArguments(typed.args),
    env: typed.env === undefined ? { value: plan?.env ?? {} } : readEnvironment(typed.env),
  };
}

/** What to start the program with: nothing, as long as a field cannot be read. */
export function toSetup({ args, env }: Readings): Reading<Setup> {
  if ("value" in args && "value" in env) return { value: { args: args.value, env: env.value } };
  const faults = Object.entries({ Arguments: faultOf(args), Environment: faultOf(env) })
    .flatMap(([field, fault]) => (fault === undefined ? [] : [`in ${field}, ${fault}`]));
  return { fault: faults.join("; ") };
}
