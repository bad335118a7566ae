// Runs the program in a worker, shows what it writes, and gives it what is typed. All of this is yours to change.
//
// A program can wait for input only where the page is cross-origin isolated: where its server sends
// `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`. Elsewhere a program that wants
// input is started again once all of it is there.
import { newInput, InputWriter } from "./input.js";

const MOST_OUTPUT = 1 << 20;

const output = document.querySelector("#output");
const form = document.querySelector("#input");
const field = form.querySelector("textarea");
const status = document.querySelector("#status");

let input;
let worker;

function start(given) {
  worker?.terminate();
  output.textContent = "";
  form.hidden = true;
  status.textContent = "";
  const decoder = new TextDecoder();
  const shared = self.crossOriginIsolated ? newInput() : undefined;
  input = shared && new InputWriter(shared);
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.output) show(decoder.decode(data.output, { stream: true }));
    if (data.wantsInput) ask();
    if (data.end !== undefined) end(data.end);
  };
  worker.onerror = (event) => end(event.message || "the program cannot be loaded");
  worker.postMessage({ shared, given });
}

function show(text) {
  // Colours and cursor movements are for terminals.
  output.append(text.replaceAll(/\x1b(\[[0-9;:?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-Z\\-_])/g, ""));
  if (output.textContent.length > 2 * MOST_OUTPUT) output.textContent = output.textContent.slice(-MOST_OUTPUT);
}

function ask() {
  form.hidden = false;
  field.focus();
  if (input === undefined) {
    field.rows = 6;
    status.textContent = "The program reads its standard input: write all of it here.";
  }
}

function end(reason) {
  form.hidden = form.hidden || input !== undefined;
  status.textContent = reason;
}

field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || input === undefined) return;
  event.preventDefault();
  form.requestSubmit();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = `${field.value}\n`;
  if (input === undefined) return start(new TextEncoder().encode(text));
  show(text);
  field.value = "";
  input.send(new TextEncoder().encode(text));
});

form.querySelector("#end").addEventListener("click", () => {
  if (input === undefined) start(new TextEncoder().encode(field.value));
  else input.end();
});

start();
