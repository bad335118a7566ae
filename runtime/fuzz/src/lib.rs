//! What the fuzz targets share: generated modules, and engines that run them alike.
//!
//! A module and a sequence of calls are made from the fuzzer's bytes. Our interpreter and another engine
//! run them, and everything that can be seen from outside must be the same: what calls return, why
//! they trap, and what memories and globals hold in the end. Both count fuel, so that everything ends;
//! they count differently, hence whatever runs out of it is not compared any further.

mod arguments;
mod compare;
mod generate;
pub mod observation;
mod ours;
pub mod peer;

pub use arguments::Arguments;
pub use compare::compare;
pub use generate::{Features, generate};
pub use ours::Ours;
