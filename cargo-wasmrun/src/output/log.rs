//! The log of the program's own steps, for those who debug it.

use std::ffi::OsStr;
use std::io::{self, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::Shell;

impl Shell {
    /// Shows the log, if `-vv` or a filter asks for it. `filter` is what `WASMRUN_LOG` says, such
    /// as `cargo_wasmrun::watch=debug`. Otherwise nothing is set up, which costs no time.
    pub fn start_log(&self, filter: Option<&OsStr>) {
        if filter.is_none() && self.verbosity() < 2 {
            return;
        }
        let filter = filter.and_then(OsStr::to_str).unwrap_or("cargo_wasmrun=debug");
        let filter = match EnvFilter::try_new(filter) {
            Ok(filter) => filter,
            Err(error) => return self.warn(&format!("`WASMRUN_LOG` is no filter: {error}")),
        };
        // It fails only if a log was started before, which then goes on.
        let _ = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(self.is_colored())
            .with_writer(Lines(self.clone()))
            .try_init();
    }
}

/// Sends each line of the log through the shell, past the progress line.
struct Lines(Shell);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { shell: self.0.clone(), text: Vec::new() }
    }
}

/// One line on its way.
struct Line {
    shell: Shell,
    text: Vec<u8>,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shell.log_line(&String::from_utf8_lossy(&self.text));
    }
}
