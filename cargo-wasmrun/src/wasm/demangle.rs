//! Names of functions as their authors wrote them.

use std::borrow::Cow;

/// The name before it was mangled by a Rust or a C++ compiler; any other name as it is.
pub fn demangle(name: &str) -> Cow<'_, str> {
    if let Ok(rust) = rustc_demangle::try_demangle(name) {
        // Without the hash, which differs from build to build.
        return format!("{rust:#}").into();
    }
    if name.starts_with("_Z")
        && let Ok(symbol) = cpp_demangle::Symbol::new(name)
        && let Ok(cpp) = symbol.demangle()
    {
        return cpp.into();
    }
    name.into()
}

#[cfg(test)]
mod tests {
    use super::demangle;

    #[test]
    fn names_of_each_language() {
        assert_eq!(demangle("_ZN4core3fmt5write17h0123456789abcdefE"), "core::fmt::write");
        assert_eq!(demangle("_RNvCs1234_7mycrate3foo"), "mycrate::foo");
        assert_eq!(demangle("_Z6squarei"), "square(int)");
        assert_eq!(demangle("main"), "main");
        assert_eq!(demangle("_Zebra"), "_Zebra");
    }
}
