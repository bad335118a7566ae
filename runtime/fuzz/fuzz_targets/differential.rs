//! Generated modules: our interpreter does the same as wasmi.

#![no_main]

use arbitrary::Unstructured;
use fuzzing::{Features, compare, generate, peer::Wasmi};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let mut data = Unstructured::new(data);
    let Ok(wasm) = generate(Features::Common, &mut data) else { return Corpus::Reject };
    compare::<Wasmi>(&wasm, data.arbitrary().unwrap_or(0));
    Corpus::Keep
});
