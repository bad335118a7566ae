//! Copying and filling ranges of any length: paid for with fuel, and open to interruptions.

use std::ops::Range;
use std::ptr;

use super::runtime::Runtime;
use crate::trap::TrapCode;

/// How many bytes are moved before the next look for a request to stop.
const PIECE: usize = 4 << 20;

/// How many bytes cost as much as an operator.
const BYTES_PER_FUEL: usize = 64;

impl Runtime {
    /// Ranges of up to so many bytes need no supervision.
    pub(super) fn unsupervised_bytes(metered: bool) -> u64 {
        if metered { BYTES_PER_FUEL as u64 - 1 } else { PIECE as u64 }
    }
}

/// Who works on long ranges for running code.
pub(crate) struct Supervisor {
    /// The state of the store, or null if none has been needed yet.
    runtime: *mut Runtime,
}

impl Supervisor {
    /// The supervisor of a store.
    ///
    /// # Safety
    ///
    /// The runtime must be null or that of a live store which is not used otherwise meanwhile.
    pub(crate) unsafe fn new(runtime: Option<*mut Runtime>) -> Self {
        Self { runtime: runtime.unwrap_or(ptr::null_mut()) }
    }

    /// What work on so many bytes, less than 2^32, costs.
    #[inline]
    pub(crate) fn cost_of_bytes(bytes: u64) -> i32 {
        (bytes / BYTES_PER_FUEL as u64) as i32
    }

    /// Copies items that do not overlap.
    ///
    /// # Errors
    ///
    /// If there is too little fuel, before anything is copied; or if the guest is to stop, with a
    /// part copied.
    pub(crate) fn copy<T: Copy>(&self, to: &mut [T], from: &[T]) -> Result<(), TrapCode> {
        self.pay::<T>(from.len())?;
        let piece = PIECE / size_of::<T>();
        for (to, from) in to.chunks_mut(piece).zip(from.chunks(piece)) {
            self.check()?;
            to.copy_from_slice(from);
        }
        Ok(())
    }

    /// Sets items to what others are converted to.
    ///
    /// # Errors
    ///
    /// As for [`Self::copy`].
    pub(crate) fn convert<S: Copy, T>(
        &self,
        to: &mut [T],
        from: &[S],
        convert: impl Fn(S) -> T,
    ) -> Result<(), TrapCode> {
        self.pay::<T>(from.len())?;
        let piece = PIECE / size_of::<S>();
        for (to, from) in to.chunks_mut(piece).zip(from.chunks(piece)) {
            self.check()?;
            for (to, &from) in to.iter_mut().zip(from) {
                *to = convert(from);
            }
        }
        Ok(())
    }

    /// Copies the items in `source`, as if all at once, to where `target` is the first.
    ///
    /// # Errors
    ///
    /// As for [`Self::copy`].
    pub(crate) fn copy_within<T: Copy>(
        &self,
        items: &mut [T],
        source: Range<usize>,
        target: usize,
    ) -> Result<(), TrapCode> {
        let length = source.len();
        let to = &raw mut items[target..target + length];
        let from = &raw const items[source];
        // SAFETY: both ranges are within the items, which are borrowed mutably.
        unsafe { self.copy_bytes(from.cast(), to.cast(), length * size_of::<T>()) }
    }

    /// Copies bytes as if all at once.
    ///
    /// # Errors
    ///
    /// As for [`Self::copy`].
    ///
    /// # Safety
    ///
    /// Both ranges must be valid, and nobody else may use them meanwhile. They may overlap.
    pub(crate) unsafe fn copy_bytes(
        &self,
        from: *const u8,
        to: *mut u8,
        length: usize,
    ) -> Result<(), TrapCode> {
        self.pay::<u8>(length)?;
        let copy_piece = |start: usize| {
            self.check()?;
            // SAFETY: within the ranges.
            unsafe { ptr::copy(from.add(start), to.add(start), PIECE.min(length - start)) };
            Ok(())
        };
        let mut starts = (0..length).step_by(PIECE);
        // What is overwritten must have been copied before.
        if to.cast_const() <= from {
            starts.try_for_each(copy_piece)
        } else {
            starts.rev().try_for_each(copy_piece)
        }
    }

    /// Sets items to a value.
    ///
    /// # Errors
    ///
    /// As for [`Self::copy`].
    pub(crate) fn fill<T: Copy>(&self, items: &mut [T], value: T) -> Result<(), TrapCode> {
        self.pay::<T>(items.len())?;
        for piece in items.chunks_mut(PIECE / size_of::<T>()) {
            self.check()?;
            piece.fill(value);
        }
        Ok(())
    }

    /// Takes what work on `count` items costs off the fuel.
    ///
    /// # Errors
    ///
    /// If there is too little.
    pub(crate) fn pay<T>(&self, count: usize) -> Result<(), TrapCode> {
        if !self.supervises() {
            return Ok(());
        }
        let cost = (count / (BYTES_PER_FUEL / size_of::<T>())) as i64;
        // SAFETY: the runtime is that of a live store, which nobody uses meanwhile.
        unsafe { if (*self.runtime).fuel.pay(cost) { Ok(()) } else { Err(TrapCode::OutOfFuel) } }
    }

    fn check(&self) -> Result<(), TrapCode> {
        // SAFETY: as in `pay`.
        if self.supervises() && unsafe { (*self.runtime).stack_limit.is_interrupted() } {
            return Err(TrapCode::Interrupted);
        }
        Ok(())
    }

    /// Whether it is a guest that works, and not the host, which makes an instance.
    fn supervises(&self) -> bool {
        // SAFETY: as in `pay`.
        !self.runtime.is_null() && unsafe { (*self.runtime).native_depth > 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some items more than fit into a piece.
    const LONG: usize = PIECE / 8 * 5 / 2;

    fn numbers() -> Vec<u64> {
        (0..LONG as u64).collect()
    }

    fn supervisor() -> Supervisor {
        Supervisor { runtime: ptr::null_mut() }
    }

    #[test]
    fn overlapping_ranges_are_copied_in_the_right_order() {
        for (source, target) in [(0, 1), (1, 0), (0, LONG / 2), (LONG / 2, 0), (5, 5), (LONG, 0)] {
            let mut items = numbers();
            let mut expected = numbers();
            let range = source..LONG - target.saturating_sub(source);
            expected.copy_within(range.clone(), target);
            supervisor().copy_within(&mut items, range, target).unwrap();
            assert!(items == expected, "from {source} to {target}");
        }
    }

    #[test]
    fn whole_ranges_are_copied_and_filled() {
        let mut items = vec![0; LONG];
        supervisor().copy(&mut items, &numbers()).unwrap();
        assert!(items == numbers());
        supervisor().fill(&mut items, 7).unwrap();
        assert!(items.iter().all(|&item| item == 7));
    }

    #[test]
    fn fuel_and_interruptions_stop_the_work() {
        let mut runtime = Runtime::new(1, 0, true).unwrap();
        runtime.native_depth = 1;
        runtime.fuel.set(11);
        let supervisor = Supervisor { runtime: &raw mut runtime };
        let mut items = [0_u64; 80];
        assert_eq!(supervisor.fill(&mut items, 1), Ok(()));
        assert_eq!(supervisor.fill(&mut items, 2), Err(TrapCode::OutOfFuel));
        assert_eq!(items, [1; 80]);
        // SAFETY: the runtime is alive, and nobody else uses it.
        unsafe { (*supervisor.runtime).fuel.set(100) };
        // SAFETY: the same.
        unsafe { (*supervisor.runtime).stack_limit.interrupt() };
        assert_eq!(supervisor.fill(&mut items, 3), Err(TrapCode::Interrupted));
    }
}
