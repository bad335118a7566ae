//! The package that `setup` brings: one version, and the checksums of its files.

/// A package of the Python Package Index.
pub(super) struct Package {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    /// Size of the download, about the same for all systems.
    pub(super) megabytes: u64,
    /// What it takes on disk, about the same likewise, with the library that the first build makes.
    pub(super) megabytes_on_disk: u64,
    /// SHA-256 of each file of this version that may be taken.
    pub(super) sha256: &'static [&'static str],
}

impl Package {
    /// The package in a requirements file. pip refuses a file with another checksum.
    pub(super) fn requirement(&self) -> String {
        let hashes: Vec<_> =
            self.sha256.iter().map(|sha256| format!("--hash=sha256:{sha256}")).collect();
        format!("{}=={} {}\n", self.name, self.version, hashes.join(" "))
    }
}

/// The version for this system.
#[cfg(not(windows))]
pub(super) const PINNED: Package = Package {
    name: "ziglang",
    version: "0.17.0",
    megabytes: 101,
    megabytes_on_disk: 470,
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
};

/// The version for this system: the newest that has files for Windows.
#[cfg(windows)]
pub(super) const PINNED: Package = Package {
    name: "ziglang",
    version: "0.16.0",
    megabytes: 101,
    megabytes_on_disk: 470,
    sha256: &[
        // x86_64, aarch64
        "089a16a4eb5a2f45151993342f8fabad24ff1a0723dc146642895c29208a3939",
        "e44a5271f7b72f7980017bb615823ed52e765f96b6482d93a2fd338cd53101bf",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requirement_pins_version_and_checksums() {
        let requirement = PINNED.requirement();
        assert!(requirement.starts_with(&format!("ziglang=={} --hash=sha256:", PINNED.version)));
        assert_eq!(requirement.matches("--hash").count(), PINNED.sha256.len());
        assert_eq!(requirement.lines().count(), 1);
    }

    #[test]
    fn checksums_are_whole_and_different() {
        for (index, sha256) in PINNED.sha256.iter().enumerate() {
            assert_eq!(sha256.len(), 64);
            assert!(sha256.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert!(!PINNED.sha256[..index].contains(sha256));
        }
    }
}
