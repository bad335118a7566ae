//! Which known name somebody meant who wrote another.

use strsim::osa_distance;

/// The known name that the fewest changes of single letters make of `name`, if these are so few that
/// it was probably meant.
///
/// ```
/// use wasmrun_plugin_sdk::settings::nearest;
///
/// assert_eq!(nearest("toolchian", &["program", "toolchain"]), Some("toolchain"));
/// ```
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distances = known.iter().map(|known| (osa_distance(name, known), *known));
    let (distance, near) = distances.min_by_key(|(distance, _)| *distance)?;
    let length = near.chars().count();
    // Of a short word at least one letter has to be right.
    (distance <= 1 + length / 4 && distance < length).then_some(near)
}

/// A hint that names all that is known, headed by what was probably meant.
///
/// ```
/// use wasmrun_plugin_sdk::settings::did_you_mean;
///
/// let hint = did_you_mean("pgae", "templates", &["program", "page"]);
/// assert_eq!(hint, "did you mean `page`? templates are: `program`, `page`");
/// ```
pub fn did_you_mean(name: &str, what: &str, known: &[&str]) -> String {
    let all = format!("{what} are: `{}`", known.join("`, `"));
    match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`? {all}"),
        None => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (from, to, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
            ("ä", "a", 1),
            ("zgi", "zig", 1),
        ] {
            assert_eq!(osa_distance(from, to), expected, "{from}, {to}");
        }
    }

    #[test]
    fn only_what_is_near_was_meant() {
        let known = ["sources", "toolchain", "program"];
        assert_eq!(nearest("source", &known), Some("sources"));
        assert_eq!(nearest("toolchian", &known), Some("toolchain"));
        assert_eq!(nearest("optimize", &known), None);
        assert_eq!(nearest("zgi", &["zig", "clang"]), Some("zig"));
        assert_eq!(nearest("x", &["c", "go"]), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
