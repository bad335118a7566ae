/** Fails if the page's own files are more than can be there at once: all of them, compressed. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST_BYTES = 150_000;

const sizes = readdirSync("dist").map((name) => [name, gzipSync(readFileSync(`dist/${name}`)).length]);
const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
console.log(`${bytes} of ${MOST_BYTES} bytes, compressed: ${sizes.map((one) => one.join(" ")).join(", ")}`);
if (bytes > MOST_BYTES) process.exit(1);
