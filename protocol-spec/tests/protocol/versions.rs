//! Two peers agree on a version, or on none.

use semver::Version;
use wasmrun_protocol::{PROTOCOL_VERSION, is_acceptable, negotiate, protocol_version};

fn versions(text: &str) -> Vec<Version> {
    text.split_whitespace().map(|version| version.parse().unwrap()).collect()
}

#[track_caller]
fn check(offered: &str, spoken: &str, expected: Option<&str>) {
    let (offered, spoken) = (versions(offered), versions(spoken));
    let answer = negotiate(&offered, &spoken);
    assert_eq!(answer.as_ref().map(ToString::to_string).as_deref(), expected);
    if let Some(answer) = answer {
        assert!(is_acceptable(&offered, &answer));
    }
}

#[test]
fn the_lower_of_the_highest_pair_that_fits() {
    check("0.1.0", "0.1.0", Some("0.1.0"));
    check("0.1.4", "0.1.0", Some("0.1.0"));
    check("0.1.0", "0.1.4", Some("0.1.0"));
    check("1.3.0", "1.1.0", Some("1.1.0"));
    check("2.0.0 1.3.0", "1.1.0", Some("1.1.0"));
    check("2.1.0 1.3.0", "1.1.0 2.4.2", Some("2.1.0"));
    check("1.3.0 2.1.0", "2.4.2 1.1.0", Some("2.1.0"));
}

#[test]
fn what_semver_calls_incompatible_does_not_fit() {
    check("0.2.0", "0.1.0", None);
    check("0.0.2", "0.0.1", None);
    check("2.0.0", "1.9.9", None);
    check("", "1.0.0", None);
    check("1.0.0", "", None);
}

#[test]
fn pre_release_tags_do_not_count() {
    check("1.0.0", "1.0.0-rc.1", Some("1.0.0-rc.1"));
    check("1.1.0-beta", "1.0.0", Some("1.0.0"));
}

#[test]
fn a_host_rejects_an_answer_it_did_not_offer() {
    let acceptable =
        |offered, answer: &str| is_acceptable(&versions(offered), &answer.parse().unwrap());
    assert!(acceptable("2.0.0 1.3.0", "1.0.0"));
    assert!(!acceptable("2.0.0 1.3.0", "1.3.1"));
    assert!(!acceptable("2.0.0 1.3.0", "0.9.0"));
    assert!(!acceptable("2.0.0 1.3.0", "99.0.0"));
}

#[test]
fn the_constant_and_the_function_agree() {
    assert_eq!(protocol_version().to_string(), PROTOCOL_VERSION);
}
