import { useEffect, useState } from "preact/hooks";
import { size } from "../format";
import { baseOf } from "../worker/start";
import type { Program } from "../state";
import type { Anatomy, ModuleFunction } from "./anatomy";

const MOST_SHOWN = 200;

/** The functions, the largest first, each with its text. */
export function Functions({ program, anatomy }: { program: Program; anatomy: Anatomy }) {
  const [filter, setFilter] = useState("");
  const [shown, setShown] = useState<number>();
  const found = anatomy.functions
    .filter((one) => label(one).toLowerCase().includes(filter.toLowerCase()))
    .sort((one, other) => other.size - one.size);
  return (
    <div class="module-functions">
      <input type="search" placeholder="Filter" aria-label="Filter functions" value={filter}
        onInput={(event) => setFilter(event.currentTarget.value)} />
      <ul>
        {found.slice(0, MOST_SHOWN).map((one) => (
          <li key={one.index}>
            <button type="button" class="link" aria-expanded={shown === one.index}
              onClick={() => setShown(shown === one.index ? undefined : one.index)}>{label(one)}</button>
            <span class="quiet"> {one.type} {size(one.size)}</span>
            {shown === one.index && <Text program={program} index={one.index} />}
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN && <p class="quiet">and {found.length - MOST_SHOWN} smaller ones</p>}
    </div>
  );
}

function Text({ program, index }: { program: Program; index: number }) {
  const [text, setText] = useState("");
  useEffect(() => {
    void fetch(`${baseOf(program)}/functions/${index}`)
      .then((response) => (response.ok ? response.text() : "its text is not to be had"))
      .catch(String)
      .then(setText);
  }, [program.id, index]);
  return <pre class="file-content">{text}</pre>;
}

export function label({ name, index }: ModuleFunction): string {
  return name ?? `function ${index}`;
}
