//! Keeping modules for the test `corpus` of the runtime.

use std::{
    collections::hash_map::DefaultHasher,
    env, fs,
    hash::{Hash, Hasher},
    path::Path,
};

use crate::{
    Ours,
    observation::{Cause, Guest, Outcome},
    transcript::transcript,
};

/// Names the folder that modules are kept in; without it none is.
const FOLDER_VARIABLE: &str = "WASMRUN_FUZZ_KEEP";

/// Keeps a module and what a peer makes of it, if it is asked for, both engines agree, and no limit is in the way.
///
/// # Panics
/// If the files cannot be written.
pub fn keep<Peer: Guest>(wasm: &[u8], seed: u64) {
    let Some(folder) = env::var_os(FOLDER_VARIABLE) else { return };
    let expected = transcript::<Peer>(wasm, seed);
    if met_limit(&expected) || transcript::<Ours>(wasm, seed) != expected {
        return;
    }
    let mut hasher = DefaultHasher::new();
    wasm.hash(&mut hasher);
    let path = Path::new(&folder).join(format!("{:016x}.wasm", hasher.finish()));
    fs::write(&path, wasm).expect("a module is written");
    fs::write(path.with_extension("txt"), expected).expect("a transcript is written");
}

/// Whether something ended the run that the other engine need not meet.
fn met_limit(transcript: &str) -> bool {
    let limit = format!("{:?}", Outcome::Trapped(Cause::Limit));
    transcript.contains(&limit) || transcript.contains("Refused(")
}
