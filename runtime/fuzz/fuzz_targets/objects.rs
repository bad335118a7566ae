//! Generated modules with objects and exceptions: our interpreter does the same as wasmtime.

#![no_main]

use arbitrary::Unstructured;
use fuzzing::{Features, compare, generate, peer::Wasmtime};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let mut data = Unstructured::new(data);
    let Ok(wasm) = generate(Features::Objects, &mut data) else { return Corpus::Reject };
    compare::<Wasmtime>(&wasm, data.arbitrary().unwrap_or(0));
    Corpus::Keep
});
