import { readdirSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const CALLS = "src/wasi/calls";

/** A piece of the shim: the code of a function of `exports` and `require`. */
interface Piece {
  needs: string[];
  code: string;
}

/**
 * Writes the shim as pieces in one file, for the server to choose from: `calls` says which piece has a
 * function of WASI, `pieces` what each needs.
 */
function pieces(): Plugin {
  return {
    name: "pieces",
    generateBundle(_options, bundle) {
      const pieces: Record<string, Piece> = {};
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        pieces[chunk.fileName] = { needs: chunk.imports, code: chunk.code.trim() };
        delete bundle[chunk.fileName];
      }
      const calls: Record<string, string> = {};
      for (const name of Object.keys(pieces).sort()) {
        for (const call of namesIn(pieces, name)) calls[call] = name;
      }
      const sorted = (record: object) => Object.fromEntries(Object.entries(record).sort());
      const source = JSON.stringify({ calls: sorted(calls), pieces: sorted(pieces) }, undefined, 1);
      this.emitFile({ type: "asset", fileName: "shim.json", source: `${source}\n` });
    },
  };
}

/** The names of the functions in a piece, as it says itself. */
function namesIn(pieces: Record<string, Piece>, name: string): string[] {
  const load = (name: string): Record<string, unknown> => {
    const exports = {};
    const require = (path: string) => load(path.replace("./", ""));
    new Function("exports", "require", pieces[name]?.code ?? "")(exports, require);
    return exports;
  };
  const { calls } = load(name) as { calls?: (context: object) => object };
  return calls === undefined ? [] : Object.keys(calls({ given: { opened: true } }));
}

const parts = readdirSync(CALLS).map((file) => [file.replace(".ts", ""), `${CALLS}/${file}`]);

export default defineConfig({
  publicDir: false,
  plugins: [pieces()],
  build: {
    target: "es2023",
    emptyOutDir: false,
    rollupOptions: {
      preserveEntrySignatures: "strict",
      input: { shim: "src/wasi/shim.ts", ...Object.fromEntries(parts) },
      output: { format: "cjs", entryFileNames: "[name]", chunkFileNames: "[name]", exports: "named" },
    },
  },
});
