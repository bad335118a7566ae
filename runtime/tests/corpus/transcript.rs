//! All that can be seen of a run, as a text.

use std::fmt::Write as _;

use crate::{Arguments, observation::Guest};

/// How often every function is called.
pub const ROUNDS: usize = 2;

/// Instantiates a module and calls its functions with numbers that the seed gives. The text says what became of that and
/// of each call, and what globals and memories hold in the end, unless a limit was met.
///
/// # Panics
/// Never: a text takes what is written to it.
pub fn transcript<Engine: Guest>(wasm: &[u8], seed: u64) -> String {
    let mut text = format!("seed {seed:#x}\n");
    let mut guest = match Engine::new(wasm) {
        Ok(guest) => guest,
        Err(outcome) => return text + &format!("instantiate: {outcome:?}\n"),
    };
    let names = guest.functions();
    let mut arguments = Arguments::new(seed);
    for name in std::iter::repeat_n(&names, ROUNDS).flatten() {
        let outcome = guest.call(name, &mut arguments);
        writeln!(text, "{}: {outcome:?}", name.escape_default()).expect("a text");
        if outcome.is_limit() {
            return text;
        }
    }
    let state = guest.state();
    for (name, value) in state.globals {
        writeln!(text, "global {}: {value:?}", name.escape_default()).expect("a text");
    }
    for (name, bytes) in state.memories {
        let (length, digest) = (bytes.len(), digest(&bytes));
        writeln!(text, "memory {}: {length} bytes, {digest:#x}", name.escape_default())
            .expect("a text");
    }
    text
}

/// A number that differs if the bytes do, most likely: FNV-1a.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |digest, &byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
