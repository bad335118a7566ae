import { size } from "../format";
import type { App } from "../state";

/** Where the web app is. */
export function AppPanel({ app }: { app: App }) {
  const address = appAddress(app);
  return (
    <section class="app-panel" aria-label="App">
      <p>
        The app is served at <a href={address} target="_blank" rel="noopener">{address}</a>, an
        origin of its own. Its pages load anew with each build.
      </p>
      <p class="quiet">{size(app.bytes)} in all</p>
    </section>
  );
}

/** The app is on another port of the host that this page is from. */
export function appAddress({ port, base }: App): string {
  return `${location.protocol}//${location.hostname}:${port}${base}`;
}
