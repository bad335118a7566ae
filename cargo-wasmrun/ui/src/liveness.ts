/** How many heartbeats of the server may be missed. */
const PATIENCE = 3;

/** Calls `then` once, when a connection has ended or nothing was heard through it for so long that its other end must
 * be gone: a machine that sleeps or loses its network does not say so. `heartbeat` is how often the server gives a
 * sign of life, in milliseconds. */
export function whenLost(socket: WebSocket, heartbeat: number, then: () => void): void {
  let timer: number | undefined;
  const end = () => {
    clearTimeout(timer);
    socket.removeEventListener("message", listen);
    socket.removeEventListener("close", end);
    // What comes late is not wanted any more.
    socket.onmessage = null;
    socket.close();
    then();
  };
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(end, heartbeat * PATIENCE);
  };
  socket.addEventListener("message", listen);
  socket.addEventListener("close", end);
  listen();
}
