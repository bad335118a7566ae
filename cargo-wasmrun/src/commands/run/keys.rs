//! What is typed in the terminal while the server runs: a letter and Enter.

use std::io::{self, IsTerminal as _};
use std::thread;

use crate::output::Shell;

/// What the user asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Build again, whatever changed.
    Rebuild,
    /// Open the page or the web app in the browser.
    Open,
    /// Clear the terminal.
    Clear,
    /// End the server.
    Quit,
    /// Something else: say what there is.
    Help,
}

/// What there is to type.
pub(super) const HELP: &str = "r rebuilds, o opens the browser, c clears the terminal, q quits";

impl Key {
    /// What a line asks for; an empty one asks for nothing.
    fn of(line: &str) -> Option<Self> {
        match line.trim() {
            "" => None,
            "r" => Some(Self::Rebuild),
            "o" => Some(Self::Open),
            "c" => Some(Self::Clear),
            "q" => Some(Self::Quit),
            _ => Some(Self::Help),
        }
    }
}

/// Listens if somebody sits at a terminal, until `typed` answers that nobody wants to know of more keys.
/// The thread ends with the program: nothing else ends its wait.
pub(super) fn listen(
    shell: &Shell,
    typed: impl Fn(Key) -> bool + Send + 'static,
) -> io::Result<bool> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    let shell = shell.clone();
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        shell.listen(|line| Key::of(line).is_none_or(&typed));
    })?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_apart() {
        assert_eq!(Key::of(" q\n"), Some(Key::Quit));
        assert_eq!(Key::of("r"), Some(Key::Rebuild));
        assert_eq!(Key::of("h"), Some(Key::Help));
        assert_eq!(Key::of(" "), None);
    }
}
