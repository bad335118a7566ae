import { defineConfig } from "vite";

// The worker is built by itself: it must not share files with the page, since it starts alone.
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2023",
    emptyOutDir: false,
    rollupOptions: {
      input: "src/worker/main.ts",
      output: { entryFileNames: "worker.js", format: "es" },
    },
  },
});
