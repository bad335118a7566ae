// Takes over the page that the server has rendered: from now on entries are added without loading it again.
const { instance } = await WebAssembly.instantiateStreaming(fetch("/client.wasm"));
const { memory, room, entry, text } = instance.exports;

function render(written) {
  const bytes = new TextEncoder().encode(written);
  // Each call may make the memory grow, which leaves its buffer of before empty.
  const at = room(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  const length = entry();
  const rendered = text();
  return new TextDecoder().decode(new Uint8Array(memory.buffer, rendered, length));
}

const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const written = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body: written });
  if (!answer.ok) return;
  document.querySelector("ul").insertAdjacentHTML("beforeend", render(written.get("text")));
  form.reset();
});
document.body.dataset.hydrated = "yes";
