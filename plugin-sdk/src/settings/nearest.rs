//! Which known name somebody meant who wrote another.

/// The known name that the fewest changes of single letters make of `name`, if these are so few that
/// it was probably meant.
///
/// ```
/// use wasmrun_plugin_sdk::settings::nearest;
///
/// assert_eq!(nearest("toolchian", &["program", "toolchain"]), Some("toolchain"));
/// ```
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distances = known.iter().map(|known| (distance(name, known), *known));
    let (distance, near) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + near.chars().count() / 4).then_some(near)
}

/// How many letters must be put in, taken out or replaced to make one word of the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    // The distances of what was read of `from` to each beginning of `to`.
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (read, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = read + 1;
        for (index, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (from, to, expected) in
            [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("ä", "a", 1)]
        {
            assert_eq!(distance(from, to), expected, "{from}, {to}");
        }
    }

    #[test]
    fn only_what_is_near_was_meant() {
        let known = ["sources", "toolchain", "program"];
        assert_eq!(nearest("source", &known), Some("sources"));
        assert_eq!(nearest("toolchian", &known), Some("toolchain"));
        assert_eq!(nearest("optimize", &known), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
