//! "Did you mean": the known name nearest to a mistyped one.

/// The name in `known` that `word` most likely meant, if any is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may differ; more than that is another word.
    let limit = word.chars().count().max(3) / 3;
    known
        .into_iter()
        .map(|name| (distance(word, name), name))
        // Of a short word at least one letter has to be right.
        .filter(|(distance, name)| *distance <= limit && *distance < name.chars().count())
        // Of those equally near, the one known first: the most usual, where there is an order.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The number of letters to insert, drop, replace or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (row, letter) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != *other);
            let mut best = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            if column > 0 && previous == Some(*other) && letter == right[column - 1] {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        previous = Some(letter);
        before_last = std::mem::replace(&mut last, current);
    }
    last[right.len()]
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
            assert_eq!(distance(left, right), edits, "{left} {right}");
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
