//! The C and C++ plugin.

fn main() {}
