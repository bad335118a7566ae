//! Rows of text in columns.

use std::fmt::Write as _;

/// Where the text of a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Names beyond this do not push the columns behind them away.
const WIDEST: usize = 60;

/// The rows below a heading, indented, their columns as wide as they need; nothing if there are
/// no rows.
pub(super) fn table<const N: usize>(
    heading: &str,
    columns: [Align; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().collect();
    if rows.is_empty() {
        return String::new();
    }
    let width = |column: usize| {
        let widths = rows.iter().map(|row: &[String; N]| row[column].chars().count());
        widths.max().unwrap_or_default().min(WIDEST)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = format!("\n{heading}\n");
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            // Writing to a string cannot fail.
            let _ = match columns[column] {
                Align::Left => write!(line, "  {cell:<width$}"),
                Align::Right => write!(line, "  {cell:>width$}"),
            };
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Says below a table that it does not show everything.
pub(super) fn and_more(all: usize, shown: usize) -> String {
    if all > shown {
        format!("  … and {} more (`--top 0` lists all)\n", all - shown)
    } else {
        String::new()
    }
}

/// How many of `all` are shown when `top` are asked for.
pub(super) fn shown(all: usize, top: usize) -> usize {
    if top == 0 { all } else { all.min(top) }
}
