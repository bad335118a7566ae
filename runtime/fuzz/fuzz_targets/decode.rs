//! Any bytes, and modules, generated or kept, damaged or not: they are refused, or do no harm.

#![no_main]

use arbitrary::{Result, Unstructured};
use fuzzing::observation::{Cause, Guest, Outcome};
use fuzzing::{Arguments, Features, Ours, generate};
use libfuzzer_sys::{Corpus, fuzz_target};

/// How many bytes of a module are changed at most.
const MAX_CHANGES: usize = 8;

fuzz_target!(|data: &[u8]| -> Corpus {
    let wasm = if data.starts_with(b"\0asm") {
        data.to_vec()
    } else {
        let Ok(wasm) = bytes(&mut Unstructured::new(data)) else { return Corpus::Reject };
        wasm
    };
    if let Ok(mut guest) = Ours::new(&wasm) {
        let mut arguments = Arguments::new(wasm.len() as u64);
        for name in guest.functions() {
            if guest.call(&name, &mut arguments) == Outcome::Trapped(Cause::Limit) {
                break;
            }
        }
    }
    Corpus::Keep
});

fn bytes(data: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if data.arbitrary()? {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.extend_from_slice(data.bytes(data.len())?);
        return Ok(wasm);
    }
    let mut wasm = generate(Features::Ours, data)?;
    let changes = if data.arbitrary()? { data.int_in_range(1..=MAX_CHANGES)? } else { 0 };
    for _ in 0..changes {
        let place = data.choose_index(wasm.len())?;
        wasm[place] = data.arbitrary()?;
    }
    Ok(wasm)
}
