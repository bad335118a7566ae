import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { faultOf } from "../reading";
import type { Program } from "../state";
import { joinArguments } from "./arguments";
import { joinEnvironment } from "./environment";
import { readFields, type Typed } from "./setup";

/** The arguments and the environment, to be edited. They count from the next run on. */
export function SetupView({ plan, typed, onType }: {
  plan: Program;
  typed: Typed;
  onType: (typed: Typed) => void;
}) {
  const { args, env } = readFields(typed, plan);
  return (
    <div class="setup">
      <Field title="Arguments" fault={faultOf(args)}>
        {(described) => (
          <input {...described} value={typed.args ?? joinArguments(plan.args.slice(1))} spellcheck={false}
            autocapitalize="off" autocomplete="off"
            onInput={({ currentTarget: { value } }) => onType({ ...typed, args: value })} />
        )}
      </Field>
      <Field title="Environment" fault={faultOf(env)}>
        {(described) => (
          <textarea {...described} value={typed.env ?? joinEnvironment(plan.env)} rows={3} spellcheck={false}
            placeholder="NAME=value"
            onInput={({ currentTarget: { value } }) => onType({ ...typed, env: value })} />
        )}
      </Field>
    </div>
  );
}

/** A field with its name and what is wrong with it, which assistive technology reads out when that changes. */
function Field({ title, fault, children }: {
  title: string;
  fault: string | undefined;
  children: (described: { "aria-invalid": boolean; "aria-describedby": string }) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class="field">
      <label>
        {title}
        {children({ "aria-invalid": fault !== undefined, "aria-describedby": id })}
      </label>
      <p class="bad" id={id} role="status">{fault}</p>
    </div>
  );
}
