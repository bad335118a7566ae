#!/usr/bin/env node
// The dev server beside Vite's and Trunk's, in one run: how many requests for files of the same app each answers, and
// how long it takes from the save of its page until a browser has run the new one. Prints a table.
//
//   cargo build --release --workspace && tests/benchmarks/dev-server.mjs [--seconds N] [--edits N]
//
// Needs wrk and Chromium; PROGRAM names another executable of ours. Vite comes with `npm ci` in cargo-wasmrun/ui; Trunk is the one that TRUNK names, or `trunk`. A server that is
// not there is left out. Fails if ours loses a request.
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const PATIENCE = 60_000;
const CONNECTIONS = 64;

const { values: flags } = parseArgs({
  options: { seconds: { type: "string", default: "5" }, edits: { type: "string", default: "20" } },
});
const seconds = Number(flags.seconds);
const edits = Number(flags.edits);
const scratch = mkdtempSync(join(tmpdir(), "dev-server-"));
const children = new Set();

/** Who waits for the page with a number. */
const awaited = new Map();
const beacon = createServer((request, response) => {
  awaited.get(request.url)?.();
  response.end();
});
await new Promise((resolve) => beacon.listen(0, "127.0.0.1", resolve));

/** Starts a program that is ended with us. */
function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  children.add(child);
  child.stderr.resume();
  return child;
}

/** Ends a program with all that it has started. */
function end(child) {
  children.delete(child);
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It has ended.
  }
}

async function freePort() {
  const socket = createSocket();
  await new Promise((resolve) => socket.listen(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

/** The page, which tells us that it runs. `more` is what a tool wants in its head. */
function page(number, more) {
  const told = `new Image().src = "http://127.0.0.1:${beacon.address().port}/${number}";`;
  return `<!doctype html><html><head><title>app</title>${more}</head><body><p>${number}</p><script>${told}</script></body></html>`;
}

/** An app: a page, a script, a style sheet and a module. */
function app(name, more) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "index.html"), page("start", more));
  writeFileSync(join(folder, "main.js"), "// the same line again\n".repeat(1_500));
  writeFileSync(join(folder, "style.css"), "p { color: green }\n".repeat(50));
  copyFileSync(join(ROOT, "cargo-wasmrun/ui/dist/page.js"), join(folder, "app.bin"));
  return { folder, more };
}

async function ours() {
  const project = app("ours", '<link rel="stylesheet" href="style.css">');
  const program = process.env.PROGRAM ?? join(ROOT, "target/release/cargo-wasmrun");
  const child = start(program, ["--message-format", "json", "run", "--port", "0", project.folder]);
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.reason === "serving") {
      child.stdout.resume();
      return { ...project, child, url: `${event.app}/` };
    }
  }
  throw new Error("our server does not start: `cargo build --release --workspace` makes it");
}

async function vite() {
  const project = app("vite", '<link rel="stylesheet" href="style.css">');
  const port = String(await freePort());
  const program = join(ROOT, "cargo-wasmrun/ui/node_modules/.bin/vite");
  const child = start(program, ["--host", "127.0.0.1", "--port", port, "--strictPort", project.folder]);
  return ready({ ...project, child, url: `http://127.0.0.1:${port}/` });
}

async function trunk() {
  const files = ["main.js", "app.bin"].map((file) => `<link data-trunk rel="copy-file" href="${file}">`);
  const project = app("trunk", `${files.join("")}<link data-trunk rel="css" href="style.css">`);
  writeFileSync(join(project.folder, "Trunk.toml"), "");
  const port = String(await freePort());
  const args = ["serve", "--address", "127.0.0.1", "--port", port, "--offline"];
  const child = start(process.env.TRUNK ?? "trunk", args, { cwd: project.folder });
  return ready({ ...project, child, url: `http://127.0.0.1:${port}/` });
}

/** Waits until a server answers. */
async function ready(server) {
  server.child.stdout.resume();
  let ended = false;
  server.child.on("error", () => (ended = true)).on("exit", () => (ended = true));
  const begin = Date.now();
  while (!ended && Date.now() - begin < PATIENCE) {
    const answer = await fetch(server.url).catch(() => undefined);
    if (answer?.ok) return server;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not start");
}

/** Requests a second, and the slowest of a hundred in milliseconds. */
function load(url) {
  const args = ["--threads", "2", "--connections", String(CONNECTIONS), "--duration", `${seconds}s`, "--latency", url];
  const { stdout, error } = spawnSync("wrk", args, { encoding: "utf8" });
  if (error) throw error;
  const number = (pattern) => Number(pattern.exec(stdout)?.[1] ?? NaN);
  const [, slowest, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const lost = number(/Non-2xx or 3xx responses: (\d+)/) || (stdout.includes("Socket errors") ? 1 : 0);
  return {
    rate: number(/Requests\/sec:\s+([\d.]+)/),
    slowest: Number(slowest) * { us: 0.001, ms: 1, s: 1_000 }[unit],
    lost,
  };
}

/** Milliseconds from each save of the page to the run of the new one in a browser. */
async function reloads({ url, folder, more }) {
  const profile = mkdtempSync(join(scratch, "profile-"));
  const browser = process.env.CHROMIUM ?? "chromium";
  const options = ["--headless=new", "--no-sandbox", "--no-first-run", `--user-data-dir=${profile}`];
  const opened = seen("/start");
  const child = start(browser, [...options, url]);
  child.stdout.resume();
  await opened;
  const times = [];
  for (let number = 0; number < edits; number++) {
    // Trunk rests for a second after each build, which is no part of what is measured.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const shown = seen(`/${number}`);
    const begin = performance.now();
    writeFileSync(join(folder, "index.html"), page(number, more));
    await shown;
    times.push(performance.now() - begin);
  }
  end(child);
  return times.sort((a, b) => a - b);
}

function seen(path) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the page ${path} is not shown`)), PATIENCE);
    awaited.set(path, () => {
      clearTimeout(late);
      awaited.delete(path);
      resolve();
    });
  });
}

const rows = [];
let lost = 0;
try {
  for (const [name, begin] of [["ours", ours], ["Vite", vite], ["Trunk", trunk]]) {
    let server;
    try {
      server = await begin();
    } catch (error) {
      if (name === "ours") throw error;
      console.error(`${name} is left out: ${error.message}`);
      continue;
    }
    const figures = ["", "main.js", "app.bin"].map((file) => load(`${server.url}${file}`));
    if (name === "ours") lost = figures.reduce((sum, { lost }) => sum + lost, 0);
    const times = await reloads(server);
    const middle = times[times.length >> 1];
    const rates = figures.map(({ rate, slowest }) => `${Math.round(rate)} (${slowest.toFixed(1)} ms)`);
    rows.push(`| ${name} | ${rates.join(" | ")} | ${Math.round(middle)} ms (${Math.round(times.at(-1))} ms) |`);
    end(server.child);
  }
} finally {
  for (const child of children) end(child);
  beacon.close();
  beacon.closeAllConnections();
  setTimeout(() => rmSync(scratch, { recursive: true, force: true }), 500);
}
console.log(`| ${CONNECTIONS} connections: requests/s (99 % within) | page | script, 34 KB | file, 100 KB | save to run: median (slowest) |`);
console.log("|---|---:|---:|---:|---:|");
console.log(rows.join("\n"));
if (lost > 0) {
  console.error(`error: ${lost} requests were lost`);
  process.exitCode = 1;
}
