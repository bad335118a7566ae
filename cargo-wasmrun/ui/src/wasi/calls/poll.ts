import { Clock, now } from "../time";
import { Errno, WasiError } from "../errno";
import type { Calls, Context } from "../types";

const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const MOST_SUBSCRIPTIONS = 1024;
const ABSOLUTE_TIME = 1;
const LONGEST_WAIT = 2 ** 31 - 1;

const Kind = { clock: 0, read: 1, write: 2 } as const;

interface Subscription {
  userdata: bigint;
  kind: number;
  fd: number;
  clock: number;
  /** When a clock's subscription is due, in its own nanoseconds. */
  deadline: bigint;
}

interface Event {
  userdata: bigint;
  errno: Errno;
  kind: number;
  bytes: bigint;
}

/** Waiting for time to pass or input to come. */
export function calls(context: Context): Calls {
  const { memory, streams } = context;

  const read = (address: number): Subscription => {
    const kind = memory.readU8(address + 8);
    const clock = kind === Kind.clock ? memory.readU32(address + 16) : Clock.monotonic;
    const timeout = kind === Kind.clock ? memory.readU64(address + 24) : 0n;
    const absolute = (memory.readU16(address + 40) & ABSOLUTE_TIME) !== 0;
    const deadline = kind === Kind.clock ? (absolute ? timeout : now(clock) + timeout) : 0n;
    return {
      userdata: memory.readU64(address),
      kind,
      fd: memory.readU32(address + 16),
      clock,
      deadline,
    };
  };

  const event = ({ userdata, kind, fd, clock, deadline }: Subscription): Event | undefined => {
    const answer = (errno: Errno, bytes = 0) => ({ userdata, errno, kind, bytes: BigInt(bytes) });
    switch (kind) {
      case Kind.clock:
        return now(clock) >= deadline ? answer(Errno.success) : undefined;
      case Kind.read: {
        if (!context.descriptors.has(fd)) return answer(Errno.badf);
        const descriptor = context.descriptors.get(fd);
        if (descriptor.kind === "file") {
          return answer(Errno.success, Math.max(0, descriptor.node.size - descriptor.position));
        }
        if (descriptor.kind === "folder" || !descriptor.readable) return answer(Errno.badf);
        return streams.available() > 0 || streams.ended()
          ? answer(Errno.success, streams.available())
          : undefined;
      }
      case Kind.write: {
        if (!context.descriptors.has(fd)) return answer(Errno.badf);
        const descriptor = context.descriptors.get(fd);
        const writable = descriptor.kind === "file" ? descriptor.writable
          : descriptor.kind === "stream" && !descriptor.readable;
        return answer(writable ? Errno.success : Errno.badf, 1);
      }
      default:
        return answer(Errno.inval);
    }
  };

  return {
    poll_oneoff: (input: number, output: number, count: number, stored: number) => {
      if (count === 0 || count >>> 0 > MOST_SUBSCRIPTIONS) throw new WasiError(Errno.inval);
      const subscriptions = Array.from({ length: count }, (_, index) =>
        read(input + index * SUBSCRIPTION_BYTES),
      );
      let events: Event[];
      for (;;) {
        events = subscriptions.map(event).filter((event) => event !== undefined);
        if (events.length > 0) break;
        streams.wait(patience(subscriptions));
      }
      events.forEach((event, index) => {
        const at = output + index * EVENT_BYTES;
        memory.bytes(at, EVENT_BYTES).fill(0);
        memory.u64(at, event.userdata);
        memory.u16(at + 8, event.errno);
        memory.u8(at + 10, event.kind);
        memory.u64(at + 16, event.bytes);
      });
      memory.u32(stored, events.length);
    },
  };
}

/** Milliseconds until the first clock is due. */
function patience(subscriptions: Subscription[]): number {
  return subscriptions
    .filter(({ kind }) => kind === Kind.clock)
    .map(({ clock, deadline }) => Number(deadline - now(clock)) / 1_000_000)
    .reduce((least, wait) => Math.max(0, Math.min(least, wait)), LONGEST_WAIT);
}
