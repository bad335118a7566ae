//! Versions of the protocol and how two peers agree on one.

use semver::{BuildMetadata, Comparator, Op, Prerelease, Version, VersionReq};

/// The version of the protocol that this crate describes.
pub const PROTOCOL_VERSION: &str = "1.0.0";

/// [`PROTOCOL_VERSION`] as a number.
pub const fn protocol_version() -> Version {
    Version::new(1, 0, 0)
}

/// Chooses the version that a session uses, or `None` if no pair fits.
///
/// Two versions fit if the lower is caret-compatible with the higher, pre-release tags aside. Of
/// all pairs that fit, the one with the highest lower version wins, and that lower version is the
/// answer: neither side may then use anything newer.
///
/// ```
/// use semver::Version;
/// use wasmrun_protocol::negotiate;
///
/// let host = [Version::new(2, 0, 0), Version::new(1, 3, 0)];
/// assert_eq!(negotiate(&host, &[Version::new(1, 1, 0)]), Some(Version::new(1, 1, 0)));
/// assert_eq!(negotiate(&host, &[Version::new(3, 0, 0)]), None);
/// ```
pub fn negotiate(offered: &[Version], spoken: &[Version]) -> Option<Version> {
    offered
        .iter()
        .flat_map(|offer| spoken.iter().map(move |own| (offer.min(own), offer.max(own))))
        .filter(|(lower, higher)| is_compatible(lower, higher))
        .map(|(lower, _)| lower)
        .max()
        .cloned()
}

/// Whether a host that offered these versions may go on with a plugin's answer: one of the offers
/// is compatible with it and not older.
///
/// ```
/// use semver::Version;
/// use wasmrun_protocol::is_acceptable;
///
/// let offered = [Version::new(1, 3, 0)];
/// assert!(is_acceptable(&offered, &Version::new(1, 1, 0)));
/// assert!(!is_acceptable(&offered, &Version::new(1, 4, 0)));
/// ```
pub fn is_acceptable(offered: &[Version], answer: &Version) -> bool {
    offered.iter().any(|offer| answer <= offer && is_compatible(answer, offer))
}

/// Whether `^lower` matches `higher`, both without their pre-release tags.
fn is_compatible(lower: &Version, higher: &Version) -> bool {
    let caret = Comparator {
        op: Op::Caret,
        major: lower.major,
        minor: Some(lower.minor),
        patch: Some(lower.patch),
        pre: Prerelease::EMPTY,
    };
    let release = Version { pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY, ..higher.clone() };
    VersionReq { comparators: vec![caret] }.matches(&release)
}
