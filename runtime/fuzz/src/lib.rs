//! What the fuzz targets share: generated modules, and engines that run them alike.
//!
//! A module and a sequence of calls are made from the fuzzer's bytes. Our interpreter and another engine
//! run them, and everything that can be seen from outside must be the same: what calls return, why
//! they trap, and what memories and globals hold in the end. Both count fuel, so that everything ends;
//! they count differently, hence whatever runs out of it is not compared any further.
//!
//! What an engine is asked, and how it answers, is shared with the test `corpus` of the runtime, which repeats what was
//! worth keeping.

#[path = "../../tests/corpus/arguments.rs"]
mod arguments;
mod compare;
mod generate;
mod keep;
#[path = "../../tests/corpus/observation.rs"]
pub mod observation;
#[path = "../../tests/corpus/ours.rs"]
mod ours;
pub mod peer;
#[path = "../../tests/corpus/transcript.rs"]
mod transcript;

pub use arguments::Arguments;
pub use compare::compare;
pub use generate::{Features, generate};
pub use ours::Ours;
