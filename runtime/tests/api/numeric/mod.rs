//! Numeric operators compute what the specification's formulas say, for any operands.
//!
//! The references work on integers of 128 bits and on bits one by one, unlike the interpreter.

mod exact;
mod float;
mod guest;
mod integer;
mod lanes;
mod vector;

use exact::{DOUBLE, Format, SINGLE, Wanted};
use guest::{Guest, Operator};
