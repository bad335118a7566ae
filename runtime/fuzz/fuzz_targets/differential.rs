//! Generated modules: our interpreter does the same as another one.

#![no_main]

use arbitrary::Unstructured;
use fuzzing::observation::{Guest, Outcome};
use fuzzing::ours::{self, Ours};
use fuzzing::theirs::{self, Theirs};
use fuzzing::{Arguments, Features, generate};
use libfuzzer_sys::{Corpus, fuzz_target};

/// How often every function is called.
const ROUNDS: usize = 2;

fuzz_target!(|data: &[u8]| -> Corpus {
    let mut data = Unstructured::new(data);
    let Ok(wasm) = generate(Features::Common, &mut data) else { return Corpus::Reject };
    let seed = data.arbitrary().unwrap_or(0);
    compare(&wasm, seed);
    Corpus::Keep
});

fn compare(wasm: &[u8], seed: u64) {
    let (mut ours, mut theirs) = match (Ours::new(wasm), Theirs::new(wasm)) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (ours, theirs) => {
            let ours = ours.map_or_else(|error| ours::outcome(&error), |_| instantiated());
            let theirs = theirs.map_or_else(|error| theirs::outcome(&error), |_| instantiated());
            if !matches!(theirs, Outcome::Refused(_)) {
                assert!(!matches!(ours, Outcome::Refused(_)), "we refuse what is valid: {ours:?}");
            }
            assert!(ours.is_limit() || theirs.is_limit() || ours == theirs, "{ours:?} {theirs:?}");
            return;
        }
    };
    let names = ours.functions();
    assert_eq!(names, theirs.functions());
    let mut arguments = Arguments::new(seed);
    for name in std::iter::repeat_n(&names, ROUNDS).flatten() {
        let ours_outcome = ours.call(name, &mut arguments.clone());
        let theirs_outcome = theirs.call(name, &mut arguments);
        if ours_outcome.is_limit() || theirs_outcome.is_limit() {
            return;
        }
        assert_eq!(ours_outcome, theirs_outcome, "calling {name}");
    }
    // Not shown by `assert_eq!`, since memories are long.
    assert!(ours.state() == theirs.state(), "memories or globals differ");
}

fn instantiated() -> Outcome {
    Outcome::Returned(Vec::new())
}
