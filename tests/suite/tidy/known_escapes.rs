//! The tests that the guide names for the ways out of other hosts: each of them exists.

use integration::workspace;

const GUIDE: &str = "docs/guide/security.md";

#[test]
fn the_tests_that_the_page_on_security_names_exist() {
    let guide = workspace().join(GUIDE);
    let text = fs_err::read_to_string(&guide).expect("the guide");
    let mut named = 0;
    for link in text.split("[`").skip(1) {
        let Some((name, rest)) = link.split_once("`](") else { continue };
        let file = rest.split(')').next().and_then(|file| file.strip_suffix(".rs"));
        let Some(file) = file.map(|file| format!("{file}.rs")) else { continue };
        let source = fs_err::read_to_string(guide.with_file_name(&file)).expect("a file of tests");
        let declared = format!("#[test]\nfn {name}() {{");
        assert!(source.contains(&declared), "{GUIDE} names `{name}`, which is no test in {file}");
        named += 1;
    }
    assert!(named > 0, "{GUIDE} names no test");
}
