//! "Did you mean": the known name nearest to a mistyped one.

use strsim::osa_distance;

/// The known name that `name` most likely meant, if any is near enough: one letter in three may differ, be
/// missing, be too many, or stand in its neighbour's place. Plugins have the same rule of their SDK.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count().max(3) / 3;
    known
        .into_iter()
        .map(|known| (osa_distance(name, known), known))
        // Of a short word at least one letter has to be right.
        .filter(|(distance, known)| *distance <= limit && *distance < known.chars().count())
        // Of those equally near, the one known first: the most usual, where there is an order.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        for (left, right, edits) in [
            ("", "abc", 3),
            ("same", "same", 0),
            ("kitten", "sitting", 3),
            ("complie", "compile", 1),
        ] {
            assert_eq!(osa_distance(left, right), edits, "{left} {right}");
        }
    }

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["language", "plugin", "target"];
        assert_eq!(nearest("langauge", known), Some("language"));
        assert_eq!(nearest("plugins", known), Some("plugin"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("x", ["c", "go"]), None);
        assert_eq!(nearest("nope", ["inspect", "stop"]), None);
        assert_eq!(nearest("wasip", ["wasip1", "wasi"]), Some("wasip1"));
    }
}
