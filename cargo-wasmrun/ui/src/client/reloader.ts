import type { AppContent, AppState } from "./state";

/** The build for which a page was last loaded anew: a page out of some cache is no reason to do so
 * again and again. */
const RELOADED_FOR = "wasmrun.reloaded-for";

/** Brings the page up to date with the last good build. */
export class Reloader {
  #styles: Record<string, string> | undefined;

  constructor(
    /** What the page was served of. */
    private readonly build: string,
    private readonly stylesId: string,
  ) {}

  follow({ app }: AppState): void {
    if (app === null) return;
    if (app.id !== this.build) this.#reload(app.id);
    else this.#swap(app);
  }

  #reload(id: string): void {
    if (remembered() === id) return;
    remember(id);
    location.reload();
  }

  /** Loads the style sheets anew that are others than those of the page. */
  #swap({ styles, styles_id }: AppContent): void {
    const before = this.#styles ?? (styles_id === this.stylesId ? styles : {});
    this.#styles = styles;
    const changed = Object.keys(styles).filter((path) => before[path] !== styles[path]);
    if (changed.length === 0) return;
    const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="stylesheet"]')];
    const linked = links.map(pathOf);
    // A sheet that another one imports has no element of its own; then all are loaded anew.
    const all = changed.some((path) => !linked.includes(path));
    links.forEach((link, index) => {
      const path = linked[index] ?? "";
      if (path !== "" && (all || changed.includes(path))) swap(link, styles_id);
    });
  }
}

/** The path of a style sheet as the server has it; an address that is none is that of no sheet. */
function pathOf({ href }: HTMLLinkElement): string {
  try {
    return decodeURIComponent(new URL(href).pathname);
  } catch {
    return "";
  }
}

/** Puts a new element beside the old one, which goes once the new sheet is there: no flash. */
function swap(link: HTMLLinkElement, version: string): void {
  const next = link.cloneNode() as HTMLLinkElement;
  const address = new URL(link.href);
  address.searchParams.set("wasmrun", version);
  next.href = address.href;
  const done = () => link.remove();
  next.onload = done;
  next.onerror = done;
  link.after(next);
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(RELOADED_FOR);
  } catch {
    return null;
  }
}

function remember(id: string): void {
  try {
    sessionStorage.setItem(RELOADED_FOR, id);
  } catch {
    // Without storage nothing is remembered, and a page out of a cache would load again.
  }
}
