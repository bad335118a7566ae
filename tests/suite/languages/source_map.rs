//! Source maps of modules, read as browsers' debuggers do.

use std::collections::HashMap;

use serde_json::Value;

/// A source map of a module: of one line, whose columns are the module's bytes.
pub(crate) struct Map {
    sources: Vec<String>,
    contents: HashMap<String, String>,
    /// Column, index of the source, line from 0.
    mappings: Vec<(u32, usize, usize)>,
}

impl Map {
    pub(crate) fn read(text: &str) -> Self {
        let map: Value = serde_json::from_str(text).expect("JSON");
        let list = |key: &str| -> Vec<String> {
            let items = map[key].as_array().expect("a list").iter();
            items.map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
        };
        let (sources, contents) = (list("sources"), list("sourcesContent"));
        let (mut column, mut source, mut line) = (0, 0, 0);
        let mut mappings = Vec::new();
        for segment in map["mappings"].as_str().expect("mappings").split(',') {
            let steps = numbers(segment);
            column += steps.first().expect("a column");
            // One alone is of code that was made of nothing.
            let [_, source_step, line_step, ..] = steps[..] else { continue };
            source += source_step;
            line += line_step;
            mappings.push((column as u32, source as usize, line as usize));
        }
        Self { contents: sources.iter().cloned().zip(contents).collect(), sources, mappings }
    }

    /// Where a statement is: its line, from 0, and the column at which its code begins. The map holds the
    /// source's text.
    #[track_caller]
    pub(crate) fn place_of(&self, source: &str, text: &str, statement: &str) -> (usize, u32) {
        assert_eq!(self.contents.get(source).map(String::as_str), Some(text));
        let line = text.lines().position(|line| line.contains(statement)).expect("the statement");
        (line, self.columns_of(source, line).next().expect("code of the statement"))
    }

    /// The columns at which the code of a line begins.
    fn columns_of(&self, source: &str, line: usize) -> impl Iterator<Item = u32> {
        let here = move |mapping: &&(u32, usize, usize)| {
            self.sources[mapping.1] == source && mapping.2 == line
        };
        self.mappings.iter().filter(here).map(|mapping| mapping.0)
    }

    /// The source and line that the code at a column was made of.
    pub(crate) fn source_of(&self, column: u32) -> Option<(&str, usize)> {
        let before = self.mappings.iter().take_while(|mapping| mapping.0 <= column).last()?;
        Some((&self.sources[before.1], before.2))
    }
}

/// Numbers in base 64, six bits a letter: the lowest of the first is the sign, the highest says that
/// more follow.
fn numbers(segment: &str) -> Vec<i64> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut numbers, mut value, mut shift) = (Vec::new(), 0_i64, 0);
    for letter in segment.chars() {
        let digit = LETTERS.find(letter).expect("a digit in base 64") as i64;
        value |= (digit & 0x1f) << shift;
        shift += 5;
        if digit & 0x20 == 0 {
            numbers.push(if value & 1 == 1 { -(value >> 1) } else { value >> 1 });
            (value, shift) = (0, 0);
        }
    }
    numbers
}
