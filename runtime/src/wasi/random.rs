//! Randomness: the operating system's, or of a seed.

use super::{ctx::WasiCtx, errno::Errno, memory::GuestMemory, types::Pointer};

/// Where a guest's random bytes come from.
#[derive(Debug)]
pub(super) enum Randomness {
    Host,
    Seeded(SplitMix),
}

impl Randomness {
    pub(super) fn seeded(seed: u64) -> Self {
        Self::Seeded(SplitMix { state: seed })
    }
}

/// The generator `SplitMix64`: the same bytes for the same seed, on every host. Nobody may keep a
/// secret with them.
#[derive(Debug)]
pub(super) struct SplitMix {
    state: u64,
}

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(size_of::<u64>()) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Straight into the guest's memory: a large request costs the host no memory.
pub(super) fn random_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    buffer: Pointer,
    length: u32,
) -> Result<(), Errno> {
    let bytes = memory.slice_mut(buffer, length)?;
    match &mut ctx.randomness {
        Randomness::Host => getrandom::fill(bytes).map_err(|_| Errno::Io),
        Randomness::Seeded(generator) => {
            generator.fill(bytes);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers that the reference implementation gives for the seed 1234567.
    #[test]
    fn the_generator_is_the_known_one() {
        let mut generator = SplitMix { state: 1_234_567 };
        assert_eq!(generator.next(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next(), 3_203_168_211_198_807_973);
        let mut bytes = [0; 11];
        SplitMix { state: 1_234_567 }.fill(&mut bytes);
        assert_eq!(bytes[..8], 6_457_827_717_110_365_317_u64.to_le_bytes());
        assert_eq!(bytes[8..], 3_203_168_211_198_807_973_u64.to_le_bytes()[..3]);
    }
}
