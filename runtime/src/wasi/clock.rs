//! Clocks: what time it is, and how finely that is known.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant, SystemTime},
};

use super::{ctx::WasiCtx, errno::Errno, memory::GuestMemory, platform, types::Pointer};

/// The clocks of WASI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClockId {
    Realtime,
    Monotonic,
    ProcessCpuTime,
    ThreadCpuTime,
}

impl TryFrom<u32> for ClockId {
    type Error = Errno;

    fn try_from(number: u32) -> Result<Self, Errno> {
        match number {
            0 => Ok(Self::Realtime),
            1 => Ok(Self::Monotonic),
            2 => Ok(Self::ProcessCpuTime),
            3 => Ok(Self::ThreadCpuTime),
            _ => Err(Errno::Inval),
        }
    }
}

/// Where a guest's times come from.
#[derive(Debug)]
pub(super) enum Clocks {
    Host {
        /// Where the monotonic clock began; it is never 0, which some guests take for "not set".
        start: Instant,
    },
    Virtual(VirtualTime),
}

/// Time that passes by the guest's own doing only, and so in every run alike: each look at a clock
/// takes a little of it, so that who waits for a moment in a loop gets there, and sleeping takes
/// what was asked for, at once.
#[derive(Debug, Default)]
pub(super) struct VirtualTime {
    /// Nanoseconds since the guest began.
    passed: AtomicU64,
}

impl VirtualTime {
    /// When a guest begins, in nanoseconds since 1970: the year 2000.
    const START: u64 = 946_684_800_000_000_000;
    /// How long a look at a clock takes, in nanoseconds.
    const TICK: u64 = 1000;

    /// What time it is, counted from the beginning.
    fn look(&self) -> u64 {
        self.advance(Self::TICK)
    }

    /// Lets time pass, up to the last moment there is.
    fn advance(&self, nanoseconds: u64) -> u64 {
        let last = u64::MAX - Self::START;
        let passed = self.passed.load(Relaxed).saturating_add(nanoseconds).min(last);
        self.passed.store(passed, Relaxed);
        passed
    }
}

impl Clocks {
    /// Those of the host.
    pub(super) fn host() -> Self {
        Self::Host { start: Instant::now() }
    }

    pub(super) fn virtual_time() -> Self {
        Self::Virtual(VirtualTime::default())
    }

    pub(super) fn is_virtual(&self) -> bool {
        matches!(self, Self::Virtual(_))
    }

    /// The time of a clock in nanoseconds: since 1970 for the wall clock, since an arbitrary
    /// moment for the others.
    pub(super) fn now(&self, clock: ClockId) -> Result<u64, Errno> {
        let start = match self {
            Self::Host { start } => start,
            Self::Virtual(time) if clock == ClockId::Realtime => {
                return Ok(VirtualTime::START + time.look());
            }
            Self::Virtual(time) => return Ok(time.look()),
        };
        let time = match clock {
            ClockId::Realtime => SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .map_err(|_| Errno::Overflow)?,
            ClockId::Monotonic => start.elapsed() + Duration::from_nanos(1),
            ClockId::ProcessCpuTime => platform::process_cpu_time()?,
            ClockId::ThreadCpuTime => platform::thread_cpu_time()?,
        };
        u64::try_from(time.as_nanos()).map_err(|_| Errno::Overflow)
    }

    /// The time that files get, in nanoseconds since 1970.
    pub(super) fn file_time(&self) -> u64 {
        self.now(ClockId::Realtime).unwrap_or(0)
    }

    /// Lets virtual time pass, instead of waiting for it.
    pub(super) fn pass(&self, time: Duration) {
        if let Self::Virtual(clock) = self {
            clock.advance(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        }
    }

    /// The smallest step of a clock, in nanoseconds.
    fn resolution(&self, clock: ClockId) -> Result<u64, Errno> {
        if self.is_virtual() {
            return Ok(VirtualTime::TICK);
        }
        let resolution = platform::clock_resolution(clock)?;
        u64::try_from(resolution.as_nanos()).map_err(|_| Errno::Overflow)
    }
}

pub(super) fn clock_res_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    clock: u32,
    resolution: Pointer,
) -> Result<(), Errno> {
    memory.write_u64(resolution, ctx.clocks.resolution(clock.try_into()?)?)
}

pub(super) fn clock_time_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    clock: u32,
    _precision: u64,
    time: Pointer,
) -> Result<(), Errno> {
    memory.write_u64(time, ctx.clocks.now(clock.try_into()?)?)
}
