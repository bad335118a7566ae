import type { BuildReport, Diagnostic, Place } from "../state";
import { editorAddress } from "../editor";
import { marker } from "../build/marker";
import styles from "./overlay.css?inline";
import type { AppState } from "./state";

/** Lies above the app while the last build is a failed one. It has no style in common with it. */
export class Overlay {
  #host: HTMLElement | undefined;
  #shown: string | undefined;

  show({ build, editor }: AppState): void {
    if (build === null || build.succeeded) return this.#close();
    const key = JSON.stringify(build);
    if (key === this.#shown) return;
    this.#close();
    this.#shown = key;
    const host = document.createElement("wasmrun-overlay");
    const root = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    root.append(panel(build, editor, () => host.remove()));
    this.#host = host;
    if (document.body === null) {
      addEventListener("DOMContentLoaded", () => this.#host?.isConnected === false && this.#attach());
    } else {
      this.#attach();
    }
  }

  #attach(): void {
    if (this.#host !== undefined) document.documentElement.append(this.#host);
  }

  #close(): void {
    this.#host?.remove();
    this.#host = undefined;
    this.#shown = undefined;
  }
}

function panel(build: BuildReport, editor: string, close: () => void): HTMLElement {
  const hide = element("button", { type: "button" }, "Hide");
  hide.onclick = close;
  const section = element("section", { role: "alert", "aria-label": "Build failed" },
    element("header", {}, element("h2", {}, "Build failed"), hide),
    ...build.diagnostics.map((one) => diagnostic(one, editor)),
  );
  if (build.diagnostics.length === 0 && build.output !== "") {
    section.append(element("pre", {}, build.output.replace(/\u001b\[[0-9;]*m/g, "")));
  }
  section.addEventListener("keydown", (event) => event.key === "Escape" && close());
  section.tabIndex = -1;
  return section;
}

function diagnostic(one: Diagnostic, editor: string): HTMLElement {
  const article = element("article", { class: one.severity },
    element("h3", {}, element("span", { class: "severity" }, one.severity), ` ${one.message}`,
      element("code", {}, one.code ?? "")),
  );
  if (one.place !== null) article.append(place(one.place, editor));
  if (one.place !== null && one.excerpt !== null) article.append(excerpt(one));
  for (const hint of one.hints) {
    article.append(element("p", { class: "hint" }, element("span", { class: "severity" }, "hint"), ` ${hint}`));
  }
  return article;
}

function place(place: Place, editor: string): HTMLElement {
  const text = `${place.file}:${place.line}:${place.column}`;
  const address = editorAddress(editor, place);
  return element("p", { class: "place" },
    address === undefined ? text : element("a", { href: address }, text));
}

function excerpt({ place, excerpt, label }: Diagnostic): HTMLElement {
  const pre = element("pre", {});
  excerpt?.lines.forEach((line, index) => {
    const number = excerpt.first_line + index;
    const here = number === place?.line;
    pre.append(element("span", { class: here ? "here" : "" }, `${String(number).padStart(5)}  ${line}\n`));
    if (here && place !== null) {
      pre.append(element("span", { class: "marker" }, `       ${marker(line, place)} ${label ?? ""}\n`));
    }
  });
  return pre;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
