//! Draws what compilers say.

use wasmrun_protocol::Diagnostic;

use super::Shell;

impl Shell {
    /// Shows what a compiler says: its own drawing if it made one, ours otherwise.
    pub fn diagnostic(&self, diagnostic: &Diagnostic) {
        self.text(&format!("{}\n", diagnostic.rendered.as_deref().unwrap_or(&diagnostic.message)));
    }
}
