import type { BuildReport } from "../state";

/** What a page of the app is told, version 1. */
export interface AppState {
  type: "state";
  version: number;
  sequence: number;
  editor: string;
  building: boolean;
  build: BuildReport | null;
  app: AppContent | null;
}

export interface AppContent {
  /** Names everything but the style sheets. */
  id: string;
  /** Names the style sheets together. */
  styles_id: string;
  /** What names the content of each style sheet, by path. */
  styles: Record<string, string>;
}
