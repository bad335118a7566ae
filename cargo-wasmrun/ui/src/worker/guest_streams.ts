import { newChannel, PageEnd, type SharedChannel } from "../channel";
import { Queue } from "./queue";

/** The streams of a worker's guest, as the page sees them: in memory that both share, or where the browser shares
 * none with this page, output in messages and no input. */
export class GuestStreams {
  /** What the worker is given. */
  readonly shared: SharedChannel | undefined = newChannel();
  readonly channel = this.shared && new PageEnd(this.shared);
  readonly #queue = new Queue();

  /** Takes what came in a message. */
  put(bytes: Uint8Array | undefined): void {
    if (bytes !== undefined) this.#queue.put(bytes);
  }

  pending(): number {
    return this.channel?.pending() ?? this.#queue.bytes;
  }

  receive(most: number): Uint8Array {
    return this.channel?.receive(most) ?? this.#queue.take(most);
  }
}
