//! Waiting for clocks and descriptors.

use std::time::Duration;

use super::{
    clock::ClockId,
    ctx::WasiCtx,
    descriptor::Object,
    errno::Errno,
    memory::{GuestMemory, field},
    platform::{self, Interest, Readiness, Source},
    types::{Fd, Pointer, Rights},
};

/// More subscriptions in one call are refused.
const MAX_SUBSCRIPTIONS: u32 = 4096;

/// How long one event is in guest memory.
const EVENT_BYTES: u32 = 32;

/// What a guest waits for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subscription {
    pub(super) user_data: u64,
    pub(super) condition: Condition,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Condition {
    Clock {
        clock: u32,
        timeout: u64,
        flags: u16,
    },
    Descriptor {
        fd: Fd,
        interest: Interest,
    },
    /// A kind of subscription that there is not.
    Unknown,
}

impl Condition {
    /// The number that the kind of event has.
    fn event_type(self) -> u8 {
        match self {
            Self::Clock { .. } | Self::Unknown => 0,
            Self::Descriptor { interest: Interest::Read, .. } => 1,
            Self::Descriptor { interest: Interest::Write, .. } => 2,
        }
    }

    /// Reads what comes after the tag, as far as that is the same in all versions of WASI.
    pub(super) fn of_descriptor(tag: u8, record: &[u8]) -> Self {
        let fd = field::u32(record, 16);
        match tag {
            1 => Self::Descriptor { fd, interest: Interest::Read },
            2 => Self::Descriptor { fd, interest: Interest::Write },
            _ => Self::Unknown,
        }
    }
}

/// The bit of a clock's subscription that says that the time is not from now on.
const ABSOLUTE: u16 = 1;

/// A subscription as this call sees it.
enum State<'a> {
    /// It has happened, or cannot.
    Done(Result<Readiness, Errno>),
    Until {
        clock: ClockId,
        deadline: u64,
    },
    Source(Source<'a>, Interest),
}

fn parse(record: &[u8; 48]) -> Subscription {
    let tag = record[8];
    let condition = if tag == 0 {
        Condition::Clock {
            clock: field::u32(record, 16),
            timeout: field::u64(record, 24),
            flags: field::u16(record, 40),
        }
    } else {
        Condition::of_descriptor(tag, record)
    };
    Subscription { user_data: field::u64(record, 0), condition }
}

pub(super) fn poll_oneoff(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    subscriptions: Pointer,
    events: Pointer,
    count: u32,
    happened: Pointer,
) -> Result<(), Errno> {
    poll(ctx, memory, (subscriptions, count), parse, (events, happened))
}

/// Polls with subscriptions of `N` bytes.
pub(super) fn poll<const N: usize>(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    (at, count): (Pointer, u32),
    parse: impl Fn(&[u8; N]) -> Subscription,
    (events, happened): (Pointer, Pointer),
) -> Result<(), Errno> {
    if count == 0 || count > MAX_SUBSCRIPTIONS {
        return Err(Errno::Inval);
    }
    memory.check(happened, 4)?;
    memory.check(events, count * EVENT_BYTES)?;
    let subscriptions = (0..count)
        .map(|index| memory.record(at, index).map(&parse))
        .collect::<Result<Vec<_>, _>>()?;

    let results = wait_for(ctx, &subscriptions)?;
    let mut stored = 0;
    for (subscription, result) in subscriptions.iter().zip(results) {
        if let Some(result) = result {
            memory.write(events + stored * EVENT_BYTES, &encode(subscription, result))?;
            stored += 1;
        }
    }
    memory.write_u32(happened, stored)
}

/// Waits until something has happened; answers for every subscription, in order, whether it did.
fn wait_for(
    ctx: &WasiCtx,
    subscriptions: &[Subscription],
) -> Result<Vec<Option<Result<Readiness, Errno>>>, Errno> {
    let states: Vec<State<'_>> = subscriptions
        .iter()
        .map(|subscription| {
            state(ctx, subscription.condition).unwrap_or_else(|errno| State::Done(Err(errno)))
        })
        .collect();
    let sources: Vec<(Source<'_>, Interest)> = states
        .iter()
        .filter_map(|state| match *state {
            State::Source(source, interest) => Some((source, interest)),
            _ => None,
        })
        .collect();

    loop {
        let timeout = time_left(ctx, &states)?;
        let readiness = platform::wait(&sources, real(ctx, timeout), ctx.interruption.as_ref())?;
        if let Some(timeout) = timeout.filter(|_| !readiness.iter().any(|source| source.ready)) {
            ctx.clocks.pass(timeout);
        }
        let mut readiness = readiness.into_iter();
        let results: Vec<_> = states
            .iter()
            .map(|state| match *state {
                State::Done(result) => Ok(Some(result)),
                State::Source(..) => Ok(readiness.next().filter(|now| now.ready).map(Ok)),
                State::Until { clock, deadline } => {
                    let over = ctx.clocks.now(clock)? >= deadline;
                    Ok(over.then_some(Ok(Readiness::default())))
                }
            })
            .collect::<Result<_, Errno>>()?;
        // Nothing yet after a signal, or when a clock was set back.
        if results.iter().any(Option::is_some) {
            return Ok(results);
        }
    }
}

fn state(ctx: &WasiCtx, condition: Condition) -> Result<State<'_>, Errno> {
    match condition {
        Condition::Unknown => Err(Errno::Inval),
        Condition::Descriptor { fd, interest } => descriptor_state(ctx, fd, interest),
        Condition::Clock { clock, timeout, flags } => {
            let clock = ClockId::try_from(clock)?;
            // The others stand still while the guest waits.
            if !matches!(clock, ClockId::Realtime | ClockId::Monotonic) {
                return Err(Errno::Notsup);
            }
            let deadline = match flags {
                ABSOLUTE => timeout,
                0 => ctx.clocks.now(clock)?.saturating_add(timeout),
                _ => return Err(Errno::Inval),
            };
            Ok(State::Until { clock, deadline })
        }
    }
}

fn descriptor_state(ctx: &WasiCtx, fd: Fd, interest: Interest) -> Result<State<'_>, Errno> {
    let mut available = 0;
    let source = match (&ctx.descriptors.get(fd, Rights::POLL_FD_READWRITE)?.object, interest) {
        (Object::Input(stream), Interest::Read) => stream.source(),
        (Object::Output(stream), Interest::Write) => stream.source(),
        (Object::Socket(socket), _) => Some(socket.source()),
        (Object::File(file), _) if !file.is_regular() => file.source(),
        (Object::File(file), Interest::Read) => {
            available = file.remaining()?;
            None
        }
        (Object::File(_), Interest::Write) | (Object::Directory(_), Interest::Read) => None,
        _ => return Err(Errno::Badf),
    };
    Ok(match source {
        Some(source) => State::Source(source, interest),
        None => State::Done(Ok(Readiness { ready: true, hangup: false, available })),
    })
}

/// How long to wait at most: `None` if nothing but the sources can end the wait.
fn time_left(ctx: &WasiCtx, states: &[State<'_>]) -> Result<Option<Duration>, Errno> {
    let mut least = None;
    for state in states {
        let left = match *state {
            State::Done(_) => 0,
            State::Until { clock, deadline } => deadline.saturating_sub(ctx.clocks.now(clock)?),
            State::Source(..) => continue,
        };
        least = Some(least.map_or(left, |least: u64| least.min(left)));
    }
    Ok(least.map(Duration::from_nanos))
}

/// How long to wait for real: for virtual time, nobody has to.
fn real(ctx: &WasiCtx, timeout: Option<Duration>) -> Option<Duration> {
    timeout.map(|timeout| if ctx.clocks.is_virtual() { Duration::ZERO } else { timeout })
}

fn encode(subscription: &Subscription, result: Result<Readiness, Errno>) -> [u8; 32] {
    let mut event = [0; EVENT_BYTES as usize];
    event[0..8].copy_from_slice(&subscription.user_data.to_le_bytes());
    event[10] = subscription.condition.event_type();
    match result {
        Err(errno) => event[8..10].copy_from_slice(&(errno as u16).to_le_bytes()),
        Ok(readiness) => {
            event[16..24].copy_from_slice(&readiness.available.to_le_bytes());
            event[24] = u8::from(readiness.hangup);
        }
    }
    event
}
