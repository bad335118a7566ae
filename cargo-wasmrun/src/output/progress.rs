//! The one progress line at the bottom of a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far a long step is; shown on terminals only, gone when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Whether it is to be drawn, and is not yet: what it says has to be known before.
    waits: bool,
}

impl Progress {
    /// A progress line, or nothing at all where it would only be noise.
    pub(super) fn new(visible: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, waits: visible }
    }

    /// Says what is being done, and how much of it.
    pub fn update(&mut self, message: &str, current: Option<u64>, total: Option<u64>) {
        // In a narrow terminal the message is cut rather than the line broken.
        let template = match total {
            Some(_) => "{spinner:.green} {wide_msg} [{bar:16.cyan/blue}] {pos}/{len}",
            None => "{spinner:.green} {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.set_position(current.unwrap_or(0));
        self.bar.set_message(super::line::printable(message));
        if std::mem::take(&mut self.waits) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
    }

    /// Runs `write` while the line is out of the way.
    pub(super) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
