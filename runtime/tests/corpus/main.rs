//! What fuzzing found worth keeping: modules, with what another engine made of them. `runtime/fuzz/keep` adds to them.

#![expect(clippy::disallowed_methods, reason = "the files are part of the sources")]
#![expect(unreachable_pub, reason = "the fuzz targets share these modules")]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod arguments;
mod observation;
mod ours;
mod transcript;

use std::{fs, path::PathBuf};

use arguments::Arguments;
use observation::{Cause, Guest, Outcome};
use ours::Ours;
use transcript::transcript;

/// The modules kept, in a stable order.
fn kept() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/kept");
    let mut modules = Vec::new();
    for target in fs::read_dir(folder).unwrap() {
        let files = fs::read_dir(target.unwrap().path()).unwrap().map(|file| file.unwrap().path());
        modules.extend(files.filter(|path| path.extension().is_some_and(|end| end == "wasm")));
    }
    modules.sort_unstable();
    assert!(!modules.is_empty());
    modules
}

/// The seed that a transcript was made with.
fn seed_of(transcript: &str) -> u64 {
    let digits = transcript.lines().next().and_then(|line| line.strip_prefix("seed 0x"));
    u64::from_str_radix(digits.expect("a transcript begins with its seed"), 16).expect("a number")
}

#[test]
fn kept_modules_do_what_they_did_elsewhere() {
    for path in kept() {
        let wasm = fs::read(&path).unwrap();
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap();
        let found = transcript::<Ours>(&wasm, seed_of(&expected));
        assert!(found == expected, "{}: expected\n{expected}\nfound\n{found}", path.display());
    }
}

#[test]
fn kept_modules_that_are_damaged_do_no_harm() {
    const DAMAGES: u64 = 10;
    for path in kept() {
        let wasm = fs::read(&path).unwrap();
        for seed in 1..=DAMAGES {
            let mut choices = Arguments::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let mut damaged = wasm.clone();
            for _ in 0..=seed % 3 {
                let place = choices.next_bits() as usize % damaged.len();
                damaged[place] = choices.next_bits() as u8;
            }
            call_everything(&damaged);
        }
    }
}

/// Calls what a module exports, if it is one, whatever comes of it.
fn call_everything(wasm: &[u8]) {
    let Ok(mut guest) = Ours::new(wasm) else { return };
    let mut arguments = Arguments::new(wasm.len() as u64);
    for name in guest.functions() {
        if guest.call(&name, &mut arguments) == Outcome::Trapped(Cause::Limit) {
            break;
        }
    }
}
