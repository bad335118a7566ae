import type { Reading } from "../reading";
import type { Program } from "../state";
import type { FilesStore } from "./files_store";
import { InBrowser } from "./in_browser";
import { OnHost } from "./on_host";
import { isActive, Runner, type Run } from "./runner";
import type { Setup } from "./setup";

/** Where programs can run. */
export const SIDES = [
  { id: "browser", title: "This browser" },
  { id: "host", title: "Our interpreter" },
] as const;

export type Side = (typeof SIDES)[number]["id"];

/** Where the user wants them to run. */
export type Where = Side | "both";

export type Runs = Record<Side, Run>;

export const NO_RUNS: Runs = { browser: { phase: "none" }, host: { phase: "none" } };

const REMEMBERED = "wasmrun.where";

/** The same program in one place or in both, with the same input. */
export class Sides {
  readonly runners: Record<Side, Runner>;
  #where: Where = remembered();
  #runs = NO_RUNS;

  constructor(
    private readonly onChange: (runs: Runs) => void,
    files: FilesStore,
  ) {
    const runner = (side: Side, place: ConstructorParameters<typeof Runner>[0]) =>
      new Runner(place, (run) => this.#note(side, run), files);
    this.runners = { browser: runner("browser", new InBrowser(files)), host: runner("host", new OnHost()) };
  }

  get where(): Where {
    return this.#where;
  }

  /** Stops the program where it is not wanted any more. */
  choose(where: Where): void {
    this.#where = where;
    sessionStorage.setItem(REMEMBERED, where);
    for (const { id } of SIDES) if (!isOn(where, id)) this.runners[id].stop();
  }

  /** Runs a program from its beginning, wherever it is wanted. */
  start(program: Program, setup: Reading<Setup>): void {
    for (const runner of this.wanted()) runner.start(program, setup);
  }

  stop(): void {
    for (const runner of this.wanted()) runner.stop();
  }

  send(line: string): void {
    for (const runner of this.wanted()) runner.send(line);
  }

  sendRaw(text: string): void {
    for (const runner of this.wanted()) runner.sendRaw(text);
  }

  endInput(): void {
    for (const runner of this.wanted()) runner.endInput();
  }

  wanted(): Runner[] {
    return SIDES.filter(({ id }) => isOn(this.#where, id)).map(({ id }) => this.runners[id]);
  }

  #note(side: Side, run: Run): void {
    this.#runs = { ...this.#runs, [side]: run };
    this.onChange(this.#runs);
  }
}

export function isOn(where: Where, side: Side): boolean {
  return where === "both" || where === side;
}

/** What the wanted runs are together: one that goes on counts before one that has ended. */
export function together(runs: Runs, where: Where): Run {
  const wanted = SIDES.filter(({ id }) => isOn(where, id)).map(({ id }) => runs[id]);
  const first = wanted[0] ?? NO_RUNS.browser;
  return wanted.find(({ phase }) => phase === "waiting") ?? wanted.find(isActive) ?? first;
}

function remembered(): Where {
  const where = sessionStorage.getItem(REMEMBERED);
  return where === "host" || where === "both" ? where : "browser";
}
