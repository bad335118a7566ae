//! The specification's test suite.

fn main() {}
