//! The sizes that objects are rounded up to, so that a block has room for a whole number of them.

/// The least size, that of a header and something behind it.
const LEAST: usize = 16;
/// Up to this size, every multiple of [`STEP`] is one.
const FINE: usize = 64;
const STEP: usize = 8;
/// Beyond, each doubling is divided into so many steps, so that at most a fifth is wasted.
const STEPS_PER_DOUBLING: usize = 4;
/// The largest size; a larger object has blocks of its own.
pub(super) const LARGEST: usize = 32 << 10;

const FINE_CLASSES: usize = (FINE - LEAST) / STEP + 1;

/// How many sizes there are.
pub(super) const COUNT: usize =
    FINE_CLASSES + (LARGEST / FINE).ilog2() as usize * STEPS_PER_DOUBLING;

/// The sizes, in order.
pub(super) const SIZES: [u32; COUNT] = sizes();

const fn sizes() -> [u32; COUNT] {
    let mut sizes = [0; COUNT];
    let mut class = 0;
    while class < COUNT {
        sizes[class] = if class < FINE_CLASSES {
            LEAST + class * STEP
        } else {
            let coarse = class - FINE_CLASSES;
            let (doubling, step) = (coarse / STEPS_PER_DOUBLING, coarse % STEPS_PER_DOUBLING);
            (FINE << doubling) / STEPS_PER_DOUBLING * (STEPS_PER_DOUBLING + step + 1)
        } as u32;
        class += 1;
    }
    sizes
}

/// The class of the least size that has room for `size` bytes, at most [`LARGEST`].
#[inline]
pub(super) fn class_of(size: usize) -> usize {
    if size <= FINE {
        return size.max(LEAST).div_ceil(STEP) - LEAST / STEP;
    }
    let last = size - 1;
    let doubling = last.ilog2() - FINE.ilog2();
    let step = last / (FINE << doubling >> STEPS_PER_DOUBLING.ilog2()) - STEPS_PER_DOUBLING;
    FINE_CLASSES + doubling as usize * STEPS_PER_DOUBLING + step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_the_least_class_with_room_for_it() {
        assert!(SIZES.is_sorted());
        assert_eq!(SIZES[COUNT - 1] as usize, LARGEST);
        for size in 1..=LARGEST {
            let expected = SIZES.iter().position(|&room| room as usize >= size);
            assert_eq!(Some(class_of(size)), expected, "{size} bytes");
        }
    }

    #[test]
    fn all_sizes_keep_objects_aligned() {
        assert!(SIZES.iter().all(|size| size % 8 == 0));
    }
}
