//! How two modules differ, as text for people.

use std::fmt::Write as _;

use super::table::{Align, and_more, shown, table};
use crate::output::{plain, size};
use crate::wasm::{Bytes, Change, Difference, growth};

use Align::{Left, Right};

/// The whole answer. `top` is how many functions are listed; 0 for all.
pub(super) fn text(files: [&str; 2], difference: &Difference, top: usize) -> String {
    let [before, after] = difference.size;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{} → {}: {} → {} ({})",
        plain(files[0]),
        plain(files[1]),
        size(before),
        size(after),
        signed(after as i64 - before as i64),
    );
    text.push_str(&table("sections", SIZES, difference.sections.iter().map(sizes)));
    text.push_str(&table("imports", [Left; 3], difference.imports.iter().map(types)));
    text.push_str(&table("exports", [Left; 3], difference.exports.iter().map(types)));
    let features = difference.features.iter().map(|feature| [sign(feature), plain(&feature.name)]);
    text.push_str(&table("features needed", [Left; 2], features));
    let functions = &difference.functions;
    let number = shown(functions.len(), top);
    text.push_str(&table("functions", SIZES, functions.iter().take(number).map(sizes)));
    text.push_str(&and_more(functions.len(), number));
    text
}

const SIZES: [Align; 4] = [Right, Right, Right, Left];

fn sizes(change: &Change<Bytes>) -> [String; 4] {
    let one = |bytes: Option<Bytes>| bytes.map_or("–".to_owned(), size);
    [signed(growth(change)), one(change.before), one(change.after), plain(&change.name)]
}

fn types(change: &Change<String>) -> [String; 3] {
    let ty = match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{} → {}", plain(before), plain(after)),
        (Some(ty), None) | (None, Some(ty)) => plain(ty),
        (None, None) => String::new(),
    };
    [sign(change), plain(&change.name), ty]
}

/// Whether something came, went or changed.
fn sign<T>(change: &Change<T>) -> String {
    let sign = match (&change.before, &change.after) {
        (None, _) => "+",
        (_, None) => "-",
        _ => "~",
    };
    sign.to_owned()
}

fn signed(bytes: i64) -> String {
    let sign = if bytes < 0 { '-' } else { '+' };
    format!("{sign}{}", size(bytes.unsigned_abs()))
}
