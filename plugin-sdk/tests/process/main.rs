//! The SDK in a process of its own: descriptors, arguments, exit status. This executable is both
//! the test and the plugin under test.

#[cfg(unix)]
mod trials;

fn main() {
    #[cfg(unix)]
    trials::main();
}
