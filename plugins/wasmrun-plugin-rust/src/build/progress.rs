//! How far cargo is, from the bar that it draws for people.

use wasmrun_plugin_sdk::{Progress, ToolCommand};

/// Has cargo draw its bar, which says how many units there are, although this is no terminal.
pub(super) fn told_by(cargo: ToolCommand<'_>) -> ToolCommand<'_> {
    cargo.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "80")
}

/// Reads what cargo writes to its standard error.
#[derive(Debug, Default)]
pub(super) struct Bar {
    /// Units that are done, and all of them.
    units: Option<(u64, u64)>,
}

impl Bar {
    /// Takes the bars out of a line, each of which is drawn over the one before; gives the rest.
    pub(super) fn take<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        let mut rest = None;
        for part in line.split('\r') {
            if is_bar(part) {
                self.units = units(part).or(self.units);
            } else if !part.trim().is_empty() {
                rest = Some(part);
            }
        }
        rest
    }

    /// What to say of a package that cargo begins to compile.
    pub(super) fn compiling(&self, package: &str) -> Progress {
        let progress = Progress::new(format!("compiling {package}"));
        match self.units {
            Some((done, all)) => progress.with_count(done, all).with_unit("units"),
            None => progress,
        }
    }
}

/// What cargo said, without its bars.
pub(super) fn without_bars(said: &str) -> String {
    let mut bar = Bar::default();
    let lines =
        said.lines().filter_map(|line| if line.is_empty() { Some(line) } else { bar.take(line) });
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn is_bar(part: &str) -> bool {
    part.trim_start().starts_with("Building [")
}

/// The numbers in `    Building [=====>      ] 7/32: rustversion(build.rs)`.
fn units(bar: &str) -> Option<(u64, u64)> {
    let (_, numbers) = bar.split_once("] ")?;
    let (done, all) = numbers.split(':').next()?.split_once('/')?;
    Some((done.trim().parse().ok()?, all.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "    Building [   ] 1/32: a(build.rs)\r    Building [=> ] 27/32: b, c\r   Compiling d v1.0.0";

    #[test]
    fn a_line_tells_how_far_its_last_bar_is() {
        let mut bar = Bar::default();
        assert_eq!(bar.take(LINE), Some("   Compiling d v1.0.0"));
        assert_eq!(bar.units, Some((27, 32)));
        assert_eq!(bar.take("   Compiling e v1.0.0"), Some("   Compiling e v1.0.0"));
        assert_eq!(bar.take("    Building [===] 32/32: e\r"), None);
        assert_eq!(bar.units, Some((32, 32)));
    }

    #[test]
    fn what_is_said_of_a_failure_has_no_bars() {
        let said = format!("{LINE}\n\nerror: no such thing\n");
        assert_eq!(without_bars(&said), "   Compiling d v1.0.0\n\nerror: no such thing\n");
    }
}
