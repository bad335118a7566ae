import { useState } from "preact/hooks";
import { joinArguments, joinEnvironment, splitArguments, splitEnvironment, type Setup } from "./setup";

/** The arguments and the environment, to be edited. They count from the next run on. */
export function SetupView({ setup, onChange }: { setup: Setup; onChange: (setup: Setup) => void }) {
  const [args, setArgs] = useState<string>();
  const [env, setEnv] = useState<string>();
  return (
    <div class="setup">
      <label>
        Arguments
        <input value={args ?? joinArguments(setup.args)} spellcheck={false} autocapitalize="off" autocomplete="off"
          onInput={({ currentTarget: { value } }) => {
            setArgs(value);
            onChange({ ...setup, args: splitArguments(value) });
          }} />
      </label>
      <label>
        Environment
        <textarea value={env ?? joinEnvironment(setup.env)} rows={3} spellcheck={false} placeholder="NAME=value"
          onInput={({ currentTarget: { value } }) => {
            setEnv(value);
            onChange({ ...setup, env: splitEnvironment(value) });
          }} />
      </label>
    </div>
  );
}
