//! Which known name somebody meant who wrote another.

use strsim::osa_distance;

/// The known name that `name` most likely meant, if any is near enough: one letter in three may differ, be
/// missing, be too many, or stand in its neighbour's place. The command line of `cargo wasmrun` has the same rule.
///
/// ```
/// use wasmrun_plugin_sdk::settings::nearest;
///
/// assert_eq!(nearest("toolchian", &["program", "toolchain"]), Some("toolchain"));
/// ```
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let limit = name.chars().count().max(3) / 3;
    known
        .iter()
        .map(|known| (osa_distance(name, known), *known))
        // Of a short word at least one letter has to be right.
        .filter(|(distance, known)| *distance <= limit && *distance < known.chars().count())
        // Of those equally near, the one known first: the most usual, where there is an order.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
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
        // As in the host: cargo-wasmrun/src/suggestion.rs.
        let known = ["language", "plugin", "target"];
        assert_eq!(nearest("langauge", &known), Some("language"));
        assert_eq!(nearest("plugins", &known), Some("plugin"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest("", &known), None);
        assert_eq!(nearest("nope", &["inspect", "stop"]), None);
        assert_eq!(nearest("wasip", &["wasip1", "wasi"]), Some("wasip1"));
    }
}
