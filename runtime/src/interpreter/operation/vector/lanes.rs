//! Vectors as arrays of lanes, and what is done to all lanes alike.
//!
//! Loops count positions instead of using iterators: the pointers of those would make the compiler
//! believe that a handler's locals may still be in use when it goes on to the next, which then would
//! be a call instead of a jump.

#![expect(clippy::needless_range_loop, reason = "see above")]

use std::mem;

/// The bytes of a vector: the lowest lane first, and every lane with its lowest byte first, on any
/// host.
pub(in crate::interpreter) type Vector = [u8; 16];

/// A type of lanes, of which a vector has `N`.
pub(super) trait Lane<const N: usize>: Copy + Default {
    /// The integer of the same width whose bits tell whether something holds for a lane.
    type Mask: Lane<N>;

    /// The lanes of a vector.
    fn split(vector: Vector) -> [Self; N];

    /// The vector of these lanes.
    fn join(lanes: [Self; N]) -> Vector;

    /// All bits set, or none.
    fn mask(holds: bool) -> Self::Mask;
}

macro_rules! lanes {
    ($($type:ty: $count:literal, mask $mask:ty;)*) => { $(
        impl Lane<$count> for $type {
            type Mask = $mask;

            #[inline(always)]
            fn split(vector: Vector) -> [Self; $count] {
                // SAFETY: both are 16 bytes, and all values of these are values of numbers.
                let mut lanes = unsafe { mem::transmute_copy::<Vector, [Self; $count]>(&vector) };
                for position in 0..$count {
                    lanes[position] = Self::from_le_bytes(lanes[position].to_ne_bytes());
                }
                lanes
            }

            #[inline(always)]
            fn join(mut lanes: [Self; $count]) -> Vector {
                for position in 0..$count {
                    lanes[position] = Self::from_ne_bytes(lanes[position].to_le_bytes());
                }
                // SAFETY: both are 16 bytes, and bytes may have any value.
                unsafe { mem::transmute_copy::<[Self; $count], Vector>(&lanes) }
            }

            #[inline(always)]
            fn mask(holds: bool) -> $mask {
                -<$mask>::from(holds)
            }
        }
    )* };
}

lanes! {
    i8: 16, mask i8;
    u8: 16, mask i8;
    i16: 8, mask i16;
    u16: 8, mask i16;
    i32: 4, mask i32;
    u32: 4, mask i32;
    f32: 4, mask i32;
    i64: 2, mask i64;
    u64: 2, mask i64;
    f64: 2, mask i64;
}

/// Each lane by itself.
#[inline(always)]
pub(super) fn map<T: Lane<N>, U: Lane<N>, const N: usize>(
    a: Vector,
    operation: impl Fn(T) -> U,
) -> Vector {
    let mut lanes = [U::default(); N];
    let a = T::split(a);
    for position in 0..N {
        lanes[position] = operation(a[position]);
    }
    U::join(lanes)
}

/// Each lane with its counterpart.
#[inline(always)]
pub(super) fn zip<T: Lane<N>, U: Lane<N>, const N: usize>(
    a: Vector,
    b: Vector,
    operation: impl Fn(T, T) -> U,
) -> Vector {
    let mut lanes = [U::default(); N];
    let (a, b) = (T::split(a), T::split(b));
    for position in 0..N {
        lanes[position] = operation(a[position], b[position]);
    }
    U::join(lanes)
}

/// Each lane with its two counterparts.
#[inline(always)]
pub(super) fn zip_three<T: Lane<N>, const N: usize>(
    a: Vector,
    b: Vector,
    c: Vector,
    operation: impl Fn(T, T, T) -> T,
) -> Vector {
    let mut lanes = [T::default(); N];
    let (a, b, c) = (T::split(a), T::split(b), T::split(c));
    for position in 0..N {
        lanes[position] = operation(a[position], b[position], c[position]);
    }
    T::join(lanes)
}

/// A mask of the lanes that compare with their counterparts as `holds` says.
#[inline(always)]
pub(super) fn compare<T: Lane<N>, const N: usize>(
    a: Vector,
    b: Vector,
    holds: impl Fn(&T, &T) -> bool,
) -> Vector {
    zip(a, b, |a: T, b: T| T::mask(holds(&a, &b)))
}

/// The lower half of the lanes, in lanes of another width; zeros follow if they are not wider.
#[inline(always)]
pub(super) fn map_low<T: Lane<M>, U: Lane<N>, const M: usize, const N: usize>(
    a: Vector,
    operation: impl Fn(T) -> U,
) -> Vector {
    let mut lanes = [U::default(); N];
    let a = T::split(a);
    for position in 0..if M < N { M } else { N } {
        lanes[position] = operation(a[position]);
    }
    U::join(lanes)
}

/// The upper half of the lanes, in lanes of twice the width.
#[inline(always)]
pub(super) fn map_high<T: Lane<M>, U: Lane<N>, const M: usize, const N: usize>(
    a: Vector,
    operation: impl Fn(T) -> U,
) -> Vector {
    let mut lanes = [U::default(); N];
    let a = T::split(a);
    for position in 0..N {
        lanes[position] = operation(a[N + position]);
    }
    U::join(lanes)
}

/// The lanes of two vectors, one vector after the other, in lanes of half the width.
#[inline(always)]
pub(super) fn map_both<T: Lane<N>, U: Lane<M>, const N: usize, const M: usize>(
    a: Vector,
    b: Vector,
    operation: impl Fn(T) -> U,
) -> Vector {
    let mut lanes = [U::default(); M];
    let (a, b) = (T::split(a), T::split(b));
    for position in 0..N {
        lanes[position] = operation(a[position]);
        lanes[N + position] = operation(b[position]);
    }
    U::join(lanes)
}

/// Each pair of neighbours, in a lane of twice the width.
#[inline(always)]
pub(super) fn pairwise<T: Lane<M>, U: Lane<N>, const M: usize, const N: usize>(
    a: Vector,
    operation: impl Fn(T, T) -> U,
) -> Vector {
    let mut lanes = [U::default(); N];
    let a = T::split(a);
    for position in 0..N {
        lanes[position] = operation(a[2 * position], a[2 * position + 1]);
    }
    U::join(lanes)
}

/// Whether something holds for all lanes.
#[inline(always)]
pub(super) fn all<T: Lane<N>, const N: usize>(a: Vector, holds: impl Fn(T) -> bool) -> u32 {
    let mut result = true;
    let a = T::split(a);
    for position in 0..N {
        result &= holds(a[position]);
    }
    result.into()
}

/// For which lanes something holds, the lowest lane in the lowest bit.
#[inline(always)]
pub(super) fn bits<T: Lane<N>, const N: usize>(a: Vector, holds: impl Fn(T) -> bool) -> u32 {
    let mut result = 0;
    let a = T::split(a);
    for position in 0..N {
        result |= u32::from(holds(a[position])) << position;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: Vector = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255];

    #[test]
    fn lanes_begin_with_their_lowest_byte() {
        assert_eq!(u32::split(BYTES), [0x0302_0100, 0x0706_0504, 0x0b0a_0908, 0xff0e_0d0c]);
        assert_eq!(u32::join(u32::split(BYTES)), BYTES);
        assert_eq!(i8::split(BYTES)[15], -1);
    }

    #[test]
    fn halves_and_pairs() {
        let low = map_low(BYTES, |lane: u8| u16::from(lane));
        assert_eq!(u16::split(low), [0, 1, 2, 3, 4, 5, 6, 7]);
        let high = map_high(BYTES, |lane: i8| i16::from(lane));
        assert_eq!(i16::split(high), [8, 9, 10, 11, 12, 13, 14, -1]);
        let sums = pairwise(BYTES, |a: u8, b: u8| u16::from(a) + u16::from(b));
        assert_eq!(u16::split(sums), [1, 5, 9, 13, 17, 21, 25, 269]);
        assert_eq!(map_both(low, high, |lane: i16| lane as i8), BYTES);
    }

    #[test]
    fn answers_about_all_lanes() {
        assert_eq!(bits(BYTES, |lane: i8| lane < 0), 1 << 15);
        assert_eq!(all(BYTES, |lane: u8| lane != 0), 0);
        assert_eq!(compare(BYTES, BYTES, i64::eq), [255; 16]);
    }
}
