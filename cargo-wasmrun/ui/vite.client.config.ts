import { defineConfig } from "vite";

// The client runs in pages of the app, as a classic script, so that it runs before all others.
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2023",
    emptyOutDir: false,
    rollupOptions: {
      input: "src/client/main.ts",
      output: { entryFileNames: "client.js", format: "iife" },
    },
  },
});
