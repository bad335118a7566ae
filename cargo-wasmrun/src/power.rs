//! The one function of the C library's mathematics that anything in here calls: the estimate of a progress bar.
//!
//! Provided by a crate, so that this library need not be found, loaded and linked at every start for it.

#![expect(unsafe_code, reason = "whoever calls it finds it by the name that C gave it")]

/// `base` to the power of `exponent`, as `pow` of C99 (7.12.7.4).
// SAFETY: it has the name, the signature and the meaning of the function that it takes the place of. Two things are
// not as they may be with another: the result can differ in its last place, which C leaves to whoever provides the function,
// and `errno` is never set, which C allows (7.12.1) and nobody here looks at: Rust has no way to ask for it.
#[unsafe(no_mangle)]
extern "C" fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}
