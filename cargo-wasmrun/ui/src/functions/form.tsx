import { useId, useState } from "preact/hooks";
import { faultOf, type Reading } from "../reading";
import { parseValue, signature, type Value } from "./value";

/** Asks for the arguments of one function. */
export function CallForm({ name, type, onCall }: {
  name: string;
  type: string;
  onCall: (values: Value[], typed: string[]) => void;
}) {
  const { parameters } = signature(type);
  const [typed, setTyped] = useState<string[]>(() => parameters.map(initial));
  const [faults, setFaults] = useState<(string | undefined)[]>([]);
  const id = useId();

  const submit = (event: Event) => {
    event.preventDefault();
    const read = parameters.map((type, index) => attempt(type, typed[index] ?? ""));
    const faults = read.map(faultOf);
    setFaults(faults);
    if (faults.every((fault) => fault === undefined)) {
      onCall(read.map((one) => ("value" in one ? one.value : null)), typed);
    }
  };

  return (
    <form class="call" onSubmit={submit} aria-label={name} data-function={name}>
      <p class="call-name"><strong>{name}</strong> <span class="quiet">{type}</span></p>
      <div class="call-values">
        {parameters.map((parameter, index) => (
          <label key={index}>
            <span class="quiet">{parameter}</span>
            <input value={typed[index]} spellcheck={false} autocomplete="off"
              aria-invalid={faults[index] !== undefined}
              aria-describedby={faults[index] === undefined ? undefined : `${id}-${index}`}
              onInput={({ currentTarget: { value } }) =>
                setTyped(typed.map((one, at) => (at === index ? value : one)))} />
            {faults[index] !== undefined && <span class="bad" id={`${id}-${index}`}>{faults[index]}</span>}
          </label>
        ))}
        <button type="submit" aria-label={`Call ${name}`}>Call</button>
      </div>
    </form>
  );
}

function initial(type: string): string {
  return ["i32", "i64", "f32", "f64", "v128"].includes(type) ? "0" : "null";
}

function attempt(type: string, text: string): Reading<Value> {
  try {
    return { value: parseValue(type, text) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
