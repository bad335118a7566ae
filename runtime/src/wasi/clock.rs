//! Clocks: what time it is, and how finely that is known.

use std::time::{Duration, Instant, SystemTime};

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
pub(super) struct Clocks {
    /// Where the monotonic clock began; it is never 0, which some guests take for "not set".
    start: Instant,
}

impl Clocks {
    pub(super) fn new() -> Self {
        Self { start: Instant::now() }
    }

    /// The time of a clock in nanoseconds: since 1970 for the wall clock, since an arbitrary
    /// moment for the others.
    pub(super) fn now(&self, clock: ClockId) -> Result<u64, Errno> {
        let time = match clock {
            ClockId::Realtime => SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .map_err(|_| Errno::Overflow)?,
            ClockId::Monotonic => self.start.elapsed() + Duration::from_nanos(1),
            ClockId::ProcessCpuTime => platform::process_cpu_time()?,
            ClockId::ThreadCpuTime => platform::thread_cpu_time()?,
        };
        u64::try_from(time.as_nanos()).map_err(|_| Errno::Overflow)
    }

    /// The smallest step of a clock, in nanoseconds.
    fn resolution(clock: ClockId) -> Result<u64, Errno> {
        let resolution = platform::clock_resolution(clock)?;
        u64::try_from(resolution.as_nanos()).map_err(|_| Errno::Overflow)
    }
}

pub(super) fn clock_res_get(
    _: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    clock: u32,
    resolution: Pointer,
) -> Result<(), Errno> {
    memory.write_u64(resolution, Clocks::resolution(clock.try_into()?)?)
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
