// Runs the program once, from the download to its end.
import { InputReader } from "./input.js";
import { program } from "./program.js";
import { wasi } from "./wasi.js";

/** Thrown through the program where it cannot wait for input. */
class WantsInput extends Error {}

addEventListener("message", ({ data }) => void run(data), { once: true });

async function run({ shared, given }) {
  try {
    const [module, providers, folders] = await Promise.all([
      compile(program.module),
      Promise.all(program.providers.map(async ({ name, module }) => ({ name, module: await compile(module) }))),
      program.folders ? unpack(program.folders) : [],
    ]);
    const streams = { write, ...(shared ? interactive(new InputReader(shared)) : finished(given)) };
    const { args, env } = program;
    const world = wasi({ streams, args, env, folders, files: new Map(), onFile() {} });
    const provided = {};
    for (const { name, module } of providers) {
      const { exports } = await instantiate(world, module, provided);
      exports._initialize?.();
      provided[name] = exports;
    }
    const { exports } = await instantiate(world, module, provided);
    if (exports._start === undefined) throw new Error("the module has no `_start` to run");
    exports._start();
    postMessage({ end: "" });
  } catch (error) {
    if (error instanceof WantsInput) postMessage({ wantsInput: true });
    else if (error.name === "WasiExit") postMessage({ end: error.code === 0 ? "" : `Exit status ${error.code}` });
    else postMessage({ end: `${error.name}: ${error.message}` });
  }
}

async function instantiate(world, module, provided) {
  const { imports, missing, attach } = world.link(module, provided);
  if (missing.length > 0) {
    throw new Error(`nothing provides ${missing.map(({ module, name }) => `${module}.${name}`).join(", ")}`);
  }
  const instance = await WebAssembly.instantiate(module, imports);
  attach(instance);
  return instance;
}

function write(bytes) {
  postMessage({ output: bytes.slice() });
}

/** Input that is waited for. */
function interactive(input) {
  return {
    read: (into) => {
      while (input.available() === 0 && !input.ended()) {
        postMessage({ wantsInput: true });
        input.wait(Infinity);
      }
      return input.read(into);
    },
    available: () => input.available(),
    ended: () => input.ended(),
    wait: (milliseconds) => input.wait(milliseconds),
  };
}

/** Input that was all there before, or none. */
function finished(given) {
  let rest = given;
  const have = () => {
    if (rest === undefined) throw new WantsInput();
    return rest;
  };
  return {
    read: (into) => {
      const count = Math.min(into.length, have().length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    available: () => have().length,
    ended: () => have().length === 0,
    wait: (milliseconds) => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
    },
  };
}

async function fetchFile(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name} cannot be loaded: ${response.status} ${response.statusText}`);
  return response;
}

async function compile(name) {
  const response = await fetchFile(name);
  // Not every server knows what a module is.
  const isModule = response.headers.get("content-type")?.startsWith("application/wasm");
  return isModule ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The folders that the program sees: the length of a description, the description, and the files. */
async function unpack(name) {
  const packed = await (await fetchFile(name)).arrayBuffer();
  const length = new DataView(packed).getUint32(0, true);
  let at = 4 + length;
  const describe = JSON.parse(new TextDecoder().decode(new Uint8Array(packed, 4, length)));
  return describe.map(({ guest, read_only, folders, files }) => ({
    guest,
    read_only,
    folders,
    files: files.map(({ path, bytes }) => {
      at += bytes;
      return { path, bytes: new Uint8Array(packed, at - bytes, bytes) };
    }),
  }));
}
