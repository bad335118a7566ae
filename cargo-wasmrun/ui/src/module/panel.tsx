import { size } from "../format";
import type { Program } from "../state";
import { useAnatomy, type Anatomy } from "./anatomy";
import { Functions } from "./functions";
import { Treemap } from "./treemap";

/** What is in the module. */
export function ModulePanel({ program }: { program: Program }) {
  const loaded = useAnatomy(program);
  if (loaded.kind === "loading") return <p class="empty">Reading the module</p>;
  if (loaded.kind === "failed") return <p class="empty bad">{loaded.message}</p>;
  const { anatomy } = loaded;
  return (
    <section class="module-panel" aria-label="Module">
      <Overview anatomy={anatomy} />
      <h2>Sizes</h2>
      <Treemap anatomy={anatomy} />
      <h2>Functions</h2>
      <Functions program={program} anatomy={anatomy} />
      <Listing title="Imports" head={["From", "Name", "Kind", "Type"]}
        rows={anatomy.imports.map((one) => [one.module, one.name, one.kind, one.type])} />
      <Listing title="Exports" head={["Name", "Kind", "Index", "Type"]}
        rows={anatomy.exports.map((one) => [one.name, one.kind, String(one.index), one.type])} />
      <Objects anatomy={anatomy} />
      <Listing title="Sections" head={["Name", "Offset", "Size"]}
        rows={anatomy.sections.map((one) => [
          one.custom ? `custom “${one.name}”` : one.name, `0x${one.offset.toString(16)}`, size(one.size),
        ])} />
    </section>
  );
}

function Overview({ anatomy }: { anatomy: Anatomy }) {
  const code = anatomy.functions.reduce((sum, one) => sum + one.size, 0);
  const facts: [string, string][] = [
    ["Size", size(anatomy.size)],
    ["Code", `${size(code)} in ${anatomy.functions.length} functions`],
    ["Data", `${size(anatomy.data.items)} in ${anatomy.data.count} segments`],
    ["Features", anatomy.features.join(", ") || "none beyond the first version"],
    ...Object.entries(anatomy.producers).map(([field, made]): [string, string] => [
      field.replaceAll("-", " "), made.map(({ name, version }) => `${name} ${version}`.trim()).join(", "),
    ]),
  ];
  if (anatomy.name !== null) facts.unshift(["Name", anatomy.name]);
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

function Objects({ anatomy: { tables, memories, globals, tags } }: { anatomy: Anatomy }) {
  const rows = Object.entries({ table: tables, memory: memories, global: globals, tag: tags })
    .flatMap(([kind, objects]) => objects.map((one) => [
      kind, String(one.index), one.name ?? "", one.imported ? "yes" : "", one.type,
    ]));
  return <Listing title="Tables, memories, globals, tags" head={["Kind", "Index", "Name", "Imported", "Type"]} rows={rows} />;
}

/** A table that is folded up at first; long ones are shown in part. */
function Listing({ title, head, rows }: { title: string; head: string[]; rows: string[][] }) {
  const MOST = 1_000;
  if (rows.length === 0) return null;
  return (
    <details class="listing">
      <summary>{title} <span class="quiet">{rows.length}</span></summary>
      <table>
        <thead><tr>{head.map((one) => <th>{one}</th>)}</tr></thead>
        <tbody>
          {rows.slice(0, MOST).map((row) => <tr>{row.map((cell) => <td class="path">{cell}</td>)}</tr>)}
        </tbody>
      </table>
      {rows.length > MOST && <p class="quiet">and {rows.length - MOST} more</p>}
    </details>
  );
}
