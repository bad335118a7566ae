//! What all readers of compilers' words have in common.

use wasmrun_protocol::Diagnostic;

/// Reads diagnostics from what a tool prints, line by line.
pub trait Parser {
    /// Reads the next line, without its end; gives a diagnostic that is complete by now.
    fn line(&mut self, line: &str) -> Option<Diagnostic>;

    /// Gives what only the end of the text completes.
    fn finish(&mut self) -> Option<Diagnostic>;

    /// Reads a whole text.
    fn all(mut self, text: &str) -> Vec<Diagnostic>
    where
        Self: Sized,
    {
        let mut found: Vec<Diagnostic> = text.lines().filter_map(|line| self.line(line)).collect();
        found.extend(self.finish());
        found
    }
}

/// Longest drawing kept. A diagnostic must fit into one message.
pub(super) const MAX_RENDERED_BYTES: usize = 64 * 1024;

/// Adds a line to the tool's own drawing, as long as there is room.
pub(super) fn draw(diagnostic: &mut Diagnostic, line: &str) {
    let rendered = diagnostic.rendered.get_or_insert_default();
    if rendered.len() + line.len() < MAX_RENDERED_BYTES {
        rendered.push_str(line);
        rendered.push('\n');
    }
}
