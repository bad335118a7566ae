//! Putting the active data segments of a new instance into its memories.

use super::initialize::place;
use crate::{
    error::Error,
    module::{DataSegment, DataTarget, ModuleData, parallel},
    store::Objects,
};

/// Copies the segments that are active, as if in their order.
///
/// # Errors
/// A trap if one does not fit; those before it are copied.
pub(super) fn initialize(
    objects: &mut Objects,
    instance: u32,
    module: &ModuleData,
) -> Result<(), Error> {
    let extent = Extent::of(&module.data);
    let memories = &objects.instances[instance as usize].memories;
    if extent.filled > 0
        && let Some(&memory) = memories.first()
    {
        let memory = &mut objects.memories[memory as usize];
        let length = memory.memory.length();
        if extent.is_dense() {
            memory.memory.prefer_huge_pages(extent.start, extent.end.min(length));
        }
        let fits = extent.end <= length;
        if extent.is_orderly && fits && extent.is_large() && !is_supervised(module) {
            copy_by_several_threads(memory.bytes_mut(), extent.filled as usize, module);
            objects.instances[instance as usize].dropped_data.fill(true);
            return Ok(());
        }
    }
    copy_one_by_one(objects, instance, module)
}

/// Whether a copy is to be paid for, or may be stopped.
fn is_supervised(module: &ModuleData) -> bool {
    let config = module.engine.config();
    config.consumes_fuel() || config.is_interruptible()
}

fn copy_one_by_one(objects: &mut Objects, instance: u32, module: &ModuleData) -> Result<(), Error> {
    for (segment, data) in (0..).zip(&module.data) {
        let (memory, offset) = match &data.target {
            DataTarget::Passive => continue,
            DataTarget::Constant(offset) => (0, *offset),
            DataTarget::Computed(target) => {
                let (memory, offset) = &**target;
                let address = module.memories[*memory as usize].address();
                (*memory, place(objects, instance, offset, address)?)
            }
        };
        objects.memory_init(instance, memory, segment, offset, 0, data.length())?;
        objects.data_drop(instance, segment);
    }
    Ok(())
}

/// What is known about segments before they are copied, of those at a constant place of memory 0.
struct Extent {
    /// Where the first of the memory's bytes is that one fills, and the end of the last.
    start: u64,
    end: u64,
    /// How many bytes they have together.
    filled: u64,
    /// Whether these are all segments that there are, and each begins at or behind the end of the one before it, so that
    /// it makes no difference in which order they are copied.
    is_orderly: bool,
}

impl Extent {
    fn of(segments: &[DataSegment]) -> Self {
        let mut extent = Self { start: u64::MAX, end: 0, filled: 0, is_orderly: true };
        for segment in segments {
            let DataTarget::Constant(start) = segment.target else {
                extent.is_orderly = false;
                continue;
            };
            let length = u64::from(segment.length());
            extent.is_orderly &= start >= extent.end;
            extent.start = extent.start.min(start);
            extent.end = extent.end.max(start.saturating_add(length));
            extent.filled += length;
        }
        extent
    }

    /// Whether most of the bytes between are filled: otherwise large pages would only take more memory.
    fn is_dense(&self) -> bool {
        self.end - self.start <= self.filled.saturating_mul(2)
    }

    /// Whether copying takes longer than starting threads.
    fn is_large(&self) -> bool {
        const LARGE: u64 = 1 << 20;
        self.filled >= LARGE
    }
}

/// Consecutive bytes of a memory, and the segments that lie in them.
struct Share<'a> {
    /// How many bytes of the memory come before them.
    start: usize,
    bytes: &'a mut [u8],
    segments: &'a [DataSegment],
}

/// Copies segments that are orderly and fit, of so many bytes together. What takes time is less the copying than the
/// system's clearing of every page at its first use, so each thread is given pages that are mostly
/// its own: shares are cut where a segment begins.
fn copy_by_several_threads(memory: &mut [u8], filled: usize, module: &ModuleData) {
    let threads = parallel::threads(module.data.len(), filled);
    let shares = shares(memory, &module.data, filled.div_ceil(threads));
    let copy = |Share { start, bytes, segments }: Share<'_>| {
        for segment in segments {
            if let DataTarget::Constant(place) = segment.target {
                let source = module.bytes_of(segment);
                bytes[place as usize - start..][..source.len()].copy_from_slice(source);
            }
        }
        Ok::<(), std::convert::Infallible>(())
    };
    let Ok(()) = parallel::for_each_item(shares.into_iter(), filled, copy);
}

/// Parts of the memory with segments of about `each` bytes together.
fn shares<'a>(memory: &'a mut [u8], segments: &'a [DataSegment], each: usize) -> Vec<Share<'a>> {
    let mut shares = Vec::new();
    let mut rest = Share { start: 0, bytes: memory, segments };
    loop {
        let mut filled = 0;
        let are_enough = |segment: &DataSegment| {
            filled += segment.length() as usize;
            filled >= each
        };
        let count = rest.segments.iter().position(are_enough).map_or(usize::MAX, |last| last + 1);
        let next = rest.segments.get(count).map(|segment| &segment.target);
        let Some(&DataTarget::Constant(end)) = next else {
            shares.push(rest);
            return shares;
        };
        let (bytes, later_bytes) = rest.bytes.split_at_mut(end as usize - rest.start);
        let (segments, later_segments) = rest.segments.split_at(count);
        shares.push(Share { start: rest.start, bytes, segments });
        rest = Share { start: end as usize, bytes: later_bytes, segments: later_segments };
    }
}
