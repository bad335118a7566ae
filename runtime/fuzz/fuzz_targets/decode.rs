//! Any bytes: they are refused, or are a module that does no harm.

#![no_main]

use fuzzing::Arguments;
use fuzzing::observation::Guest;
use fuzzing::ours::{self, Ours};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|wasm: &[u8]| {
    match Ours::new(wasm) {
        Ok(mut guest) => {
            let mut arguments = Arguments::new(wasm.len() as u64);
            for name in guest.functions() {
                let outcome = guest.call(&name, &mut arguments);
                if outcome.is_limit() {
                    return;
                }
            }
        }
        Err(error) => drop(ours::outcome(&error)),
    }
});
