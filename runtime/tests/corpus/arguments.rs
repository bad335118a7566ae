//! Arguments of calls.

/// A source of numbers, each bit pattern of which is as good as another, but the small and the extreme
/// ones are more frequent than by chance.
#[derive(Clone, Debug)]
pub struct Arguments {
    state: u64,
}

impl Arguments {
    /// A source that always gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed | 1 }
    }

    /// The next number.
    pub fn next_bits(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let bits = self.state;
        match bits % 8 {
            0 => bits >> 60,
            1 => 0x7fff_ffff_ffff_ffff_u64.rotate_left((bits >> 32) as u32 & 0x21),
            2 => (bits >> 50).wrapping_neg(),
            3 => (bits >> 40) as f32 as f64 as u64,
            4 => u64::from((((bits >> 32) as i32) as f32 / 65536.0).to_bits()),
            5 => ((bits as i64) as f64 / 4_294_967_296.0).to_bits(),
            _ => bits,
        }
    }
}
