//! The toolchain that `setup` brings: the Python package `ziglang`, pinned and checked.

use wasmrun_plugin_sdk::download::PythonPackage;

/// The version for this system.
#[cfg(not(windows))]
pub(crate) const ZIG: PythonPackage = PythonPackage {
    version: "0.17.0",
    sha256: &[
        // Linux: x86_64, aarch64, i686, armv7l
        "97079827064a7492cce5541ceb438ae8003ce1e54e399676da2d62fb7a5dc08b",
        "d2804f94f54f7fcf8169f4b212a619ad688a4e2e6592e976f0cf2e58e2cd8af3",
        "81e3057db80fb459d1ab13c3db13dbcb1e99e91c36281661831d1916eba924de",
        "2f1506fbd4080ae55c7f3c5abe99cce226e563827f50e8f143e36decc615310f",
        // macOS: aarch64, x86_64
        "87274af689c4128051b26c80f6f676757e0a81c2fdc137fd8b5679e928e4bc4f",
        "4d910f0e363ddb60a6b8ddb55235617797a8ccbcb6c5c7132a949d9f833eea42",
    ],
    ..ANY_SYSTEM
};

/// The version for this system: the newest that has files for Windows.
#[cfg(windows)]
pub(crate) const ZIG: PythonPackage = PythonPackage {
    version: "0.16.0",
    sha256: &[
        // x86_64, aarch64
        "089a16a4eb5a2f45151993342f8fabad24ff1a0723dc146642895c29208a3939",
        "e44a5271f7b72f7980017bb615823ed52e765f96b6482d93a2fd338cd53101bf",
    ],
    ..ANY_SYSTEM
};

const ANY_SYSTEM: PythonPackage = PythonPackage {
    name: "ziglang",
    version: "",
    title: "the compiler Zig",
    program: "ziglang/zig",
    megabytes: 101,
    megabytes_on_disk: 470,
    sha256: &[],
    otherwise: "or set `WASI_SDK_PATH` to a WASI SDK, or put `zig` on PATH",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_whole_and_different() {
        for (index, sha256) in ZIG.sha256.iter().enumerate() {
            assert_eq!(sha256.len(), 64);
            assert!(sha256.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert!(!ZIG.sha256[..index].contains(sha256));
        }
    }
}
