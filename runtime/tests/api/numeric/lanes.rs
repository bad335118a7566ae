//! Vectors as lanes.

/// The lanes of so many bits, the lowest first.
pub(super) fn lanes(vector: u128, bits: u32) -> Vec<u64> {
    let mask = u64::MAX >> (64 - bits);
    (0..128 / bits).map(|lane| (vector >> (lane * bits)) as u64 & mask).collect()
}

/// The vector of these lanes.
pub(super) fn joined(lanes: impl IntoIterator<Item = u64>, bits: u32) -> u128 {
    lanes.into_iter().zip(0..).fold(0, |vector, (lane, n)| vector | u128::from(lane) << (n * bits))
}
