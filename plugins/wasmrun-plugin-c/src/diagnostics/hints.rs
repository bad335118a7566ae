//! What to do about errors that come from WASI's limits rather than from the program.

/// Zig's C++ library, Debian's and that of most WASI SDKs are made without exceptions.
const NO_EXCEPTIONS: &str = "this toolchain's C++ library has no exceptions: return errors instead, or set `toolchain = \"emcc\"` in `[plugins.c]`, or `WASI_SDK_PATH` to a WASI SDK that has them, and add `-fwasm-exceptions` to `compile_flags.txt`";

const PAGES_ONLY: &str = "Emscripten's headers are for pages: `cargo wasmrun run`, or `cargo wasmrun compile --format web`";

const NO_THREADS: &str = "WASI preview 1 has no threads";

const HINTS: [(&str, &str); 16] = [
    ("'emscripten.h' file not found", PAGES_ONLY),
    ("'emscripten/", PAGES_ONLY),
    (
        "-wasm-enable-sjlj",
        "add to `compile_flags.txt`: `-mllvm`, then `-wasm-enable-sjlj`, then `-lsetjmp`, one a line; the engine must know exception handling",
    ),
    ("exceptions disabled", NO_EXCEPTIONS),
    ("undefined symbol: __cxa_throw", NO_EXCEPTIONS),
    (
        "undefined template 'std::basic_",
        "this toolchain's C++ library has no file streams: use `<cstdio>`, or set `WASI_SDK_PATH` to a WASI SDK",
    ),
    ("undefined symbol: main", "a program needs a function `main`"),
    ("'pthread.h' file not found", NO_THREADS),
    ("no member named 'thread' in namespace 'std'", NO_THREADS),
    ("no member named 'mutex' in namespace 'std'", NO_THREADS),
    ("no member named 'async' in namespace 'std'", NO_THREADS),
    ("Could NOT find Threads", NO_THREADS),
    (
        "unable to find a build program",
        "install make, or Ninja, which CMake uses where there is no make: python3 -m pip install ninja",
    ),
    ("'sys/socket.h' file not found", "WASI preview 1 has no sockets of its own"),
    ("undefined symbol: fork", "WASI has no processes"),
    ("undefined symbol: system", "WASI has no processes"),
];

/// A hint about an error message, if there is one.
pub(super) fn about(message: &str) -> Option<&'static str> {
    HINTS.iter().find(|(part, _)| message.contains(part)).map(|(_, hint)| *hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_errors_have_hints() {
        let throw = about("cannot use 'throw' with exceptions disabled").unwrap();
        assert!(throw.contains("WASI_SDK_PATH"));
        assert_eq!(about("expected expression"), None);
    }
}
