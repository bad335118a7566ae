//! The log of the program's own steps, for those who debug it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::Shell;
use crate::error::Error;

/// What is logged unless `WASMRUN_LOG` says otherwise.
const FILTER: &str = "cargo_wasmrun=debug";

impl Shell {
    /// Shows the log, if `-vv` or a filter asks for it, and writes it to `file`, with the time that
    /// each step took. `filter` is what `WASMRUN_LOG` says, such as `cargo_wasmrun::watch=debug`.
    /// Otherwise nothing is set up, which costs no time.
    pub fn start_log(&self, filter: Option<&OsStr>, file: Option<&Path>) -> Result<(), Error> {
        let is_shown = filter.is_some() || self.verbosity() >= 2;
        if !is_shown && file.is_none() {
            return Ok(());
        }
        let filter = match EnvFilter::try_new(filter.and_then(OsStr::to_str).unwrap_or(FILTER)) {
            Ok(filter) => filter,
            Err(error) => {
                self.warn(&format!("`WASMRUN_LOG` is no filter: {error}"));
                EnvFilter::new(FILTER)
            }
        };
        let shown = is_shown.then(|| {
            let layer = fmt::layer().with_ansi(self.is_colored()).with_span_events(FmtSpan::CLOSE);
            layer.with_writer(Lines(self.clone()))
        });
        let written = file.map(File::create).transpose().map_err(Error::LogFile)?.map(|file| {
            let layer = fmt::layer().with_ansi(false).with_span_events(FmtSpan::CLOSE);
            layer.with_writer(Mutex::new(file))
        });
        // It fails only if a log was started before, which then goes on.
        let _ = tracing_subscriber::registry().with(filter).with(shown).with(written).try_init();
        Ok(())
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
