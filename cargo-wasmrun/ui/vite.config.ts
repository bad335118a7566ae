import { defineConfig } from "vite";

// The server embeds these files by name, so the names hold no hashes.
export default defineConfig({
  base: "/__wasmrun/page/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      output: { entryFileNames: "page.js", assetFileNames: "page.[ext]" },
    },
  },
});
