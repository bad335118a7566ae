//! The comparison of two engines.

use crate::{
    Arguments, Ours,
    keep::keep,
    observation::{Guest, Outcome},
    transcript::ROUNDS,
};

/// Runs a module in our interpreter and in a peer, calling its functions with numbers that the seed gives.
///
/// # Panics
/// If they do not do the same.
pub fn compare<Peer: Guest>(wasm: &[u8], seed: u64) {
    let (mut ours, mut theirs) = match (Ours::new(wasm), Peer::new(wasm)) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (ours, theirs) => {
            compare_instantiations(
                &ours.map_or_else(|o| o, done),
                &theirs.map_or_else(|o| o, done),
            );
            return;
        }
    };
    let names = ours.functions();
    assert_eq!(names, theirs.functions());
    let mut arguments = Arguments::new(seed);
    for name in std::iter::repeat_n(&names, ROUNDS).flatten() {
        let our_outcome = ours.call(name, &mut arguments.clone());
        let their_outcome = theirs.call(name, &mut arguments);
        if our_outcome.is_limit() || their_outcome.is_limit() {
            return;
        }
        assert_eq!(our_outcome, their_outcome, "calling {name}");
    }
    // Not shown by `assert_eq!`, since memories are long.
    assert!(ours.state() == theirs.state(), "memories or globals differ");
    keep::<Peer>(wasm, seed);
}

/// Compares the outcomes of two instantiations, of which one failed at least.
fn compare_instantiations(ours: &Outcome, theirs: &Outcome) {
    if !matches!(theirs, Outcome::Refused(_)) {
        assert!(!matches!(ours, Outcome::Refused(_)), "we refuse what is valid: {ours:?}");
    }
    assert!(ours.is_limit() || theirs.is_limit() || ours == theirs, "{ours:?} {theirs:?}");
}

fn done<T>(_: T) -> Outcome {
    Outcome::Returned(Vec::new())
}
