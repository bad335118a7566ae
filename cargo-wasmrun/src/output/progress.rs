//! The one progress line at the bottom of a terminal.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Reset, Style};

/// How often the line is drawn anew if nothing is said, so that it is seen to live.
const TICK: Duration = Duration::from_millis(100);
/// The least time between two drawings of what is said.
const LEAST: Duration = Duration::from_millis(50);
/// What turns while the step goes on.
const FRAMES: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/// How many columns the bar has.
const BAR: u64 = 16;

/// How far a long step is; shown on terminals only, gone when it is dropped.
#[derive(Debug)]
pub struct Progress {
    /// None where the line would only be noise.
    line: Option<Arc<Line>>,
    /// Draws the line from time to time.
    ticker: Option<JoinHandle<()>>,
}

impl Progress {
    /// A progress line, or nothing at all where it would only be noise.
    pub(super) fn new(visible: bool) -> Self {
        if visible { Self::on(io::stderr()) } else { Self { line: None, ticker: None } }
    }

    /// A progress line on this terminal.
    fn on(terminal: impl Write + Send + 'static) -> Self {
        let state = State {
            terminal: Box::new(terminal),
            step: Step::default(),
            frame: 0,
            drawn: None,
            is_over: false,
        };
        let line = Arc::new(Line { state: Mutex::new(state), over: Condvar::new() });
        let ticking = Arc::clone(&line);
        // Without the thread the line only moves when something is said.
        let ticker = thread::Builder::new().spawn(move || ticking.tick()).ok();
        Self { line: Some(line), ticker }
    }

    /// Says what is being done, and how much of it.
    pub fn update(&self, message: &str, current: Option<u64>, total: Option<u64>) {
        let Some(line) = &self.line else { return };
        let mut state = line.lock();
        let message = super::line::printable(message).lines().next().unwrap_or_default().to_owned();
        state.step = Step { message, current: current.unwrap_or(0), total };
        if state.drawn.is_none_or(|drawn| drawn.elapsed() >= LEAST) {
            state.draw();
        }
    }

    /// Runs `write` while the line is out of the way.
    pub(super) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        let Some(line) = &self.line else { return write() };
        let mut state = line.lock();
        state.clear();
        let result = write();
        state.draw();
        result
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let Some(line) = &self.line else { return };
        let mut state = line.lock();
        state.is_over = true;
        state.clear();
        drop(state);
        line.over.notify_all();
        if let Some(ticker) = self.ticker.take() {
            // It has nothing to say, and the line is gone already.
            let _ = ticker.join();
        }
    }
}

/// The line, shared with the thread that draws it.
#[derive(Debug)]
struct Line {
    state: Mutex<State>,
    over: Condvar,
}

impl Line {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws the line from time to time until it is over.
    fn tick(&self) {
        let mut state = self.lock();
        while !state.is_over {
            let waited = self.over.wait_timeout(state, TICK);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            if !state.is_over && state.drawn.is_some() {
                state.frame = (state.frame + 1) % FRAMES.len();
                state.draw();
            }
        }
    }
}

struct State {
    terminal: Box<dyn Write + Send>,
    step: Step,
    /// The index of what is shown of [`FRAMES`].
    frame: usize,
    /// When the line was drawn last, if it was.
    drawn: Option<Instant>,
    is_over: bool,
}

impl State {
    /// Shows the step. The terminal cuts off what is too long for it, as lines that wrap could not be
    /// taken back.
    fn draw(&mut self) {
        let text = self.step.text(FRAMES[self.frame]);
        self.write(&format!("\r\u{1b}[K\u{1b}[?7l{text}\u{1b}[?7h"));
        self.drawn = Some(Instant::now());
    }

    fn clear(&mut self) {
        if self.drawn.is_some() {
            self.write("\r\u{1b}[K");
        }
    }

    fn write(&mut self, text: &str) {
        // A terminal that went away needs no line.
        let _ = self.terminal.write_all(text.as_bytes()).and_then(|()| self.terminal.flush());
    }
}

impl fmt::Debug for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("State").field("step", &self.step).finish_non_exhaustive()
    }
}

/// A step, and how far it is.
#[derive(Debug, Default)]
struct Step {
    message: String,
    current: u64,
    total: Option<u64>,
}

impl Step {
    /// The line, the message last: what is cut off in a narrow terminal is its end.
    fn text(&self, frame: char) -> String {
        const TURNING: Style = AnsiColor::Green.on_default();
        const DONE: Style = AnsiColor::Cyan.on_default();
        let Self { message, current, total } = self;
        let begin = format!("{TURNING}{frame}{TURNING:#}");
        let Some(total) = *total else { return format!("{begin} {message}{Reset}") };
        let part = u128::from(BAR) * u128::from(*current) / u128::from(total.max(1));
        let done = (part as usize).min(BAR as usize);
        let tip = if done < BAR as usize { ">" } else { "" };
        let bar = format!("{}{tip}", "=".repeat(done));
        let width = BAR as usize;
        format!("{begin} [{DONE}{bar:<width$}{DONE:#}] {current}/{total} {message}{Reset}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_what_is_done() {
        let text = |current, total| {
            let step = Step { message: "reading".to_owned(), current, total };
            anstream::adapter::strip_str(&step.text('+')).to_string()
        };
        assert_eq!(text(7, None), "+ reading");
        assert_eq!(text(0, Some(0)), "+ [>               ] 0/0 reading");
        assert_eq!(text(3, Some(12)), "+ [====>           ] 3/12 reading");
        assert_eq!(text(12, Some(12)), "+ [================] 12/12 reading");
        assert_eq!(
            text(u64::MAX, Some(1)),
            format!("+ [{}] {}/1 reading", "=".repeat(16), u64::MAX)
        );
    }

    #[test]
    fn the_line_is_out_of_the_way_of_messages_and_gone_in_the_end() {
        let terminal = Terminal::default();
        let progress = Progress::on(terminal.clone());
        progress.update("one\ntwo", None, None);
        progress.suspend(|| terminal.clone().write_all(b"message\n")).unwrap();
        drop(progress);
        let written = String::from_utf8(std::mem::take(&mut *terminal.0.lock().unwrap())).unwrap();
        let (before, after) = written.split_once("message\n").unwrap();
        assert!(before.contains("one") && !before.contains("two"), "{before:?}");
        assert!(before.ends_with("\r\u{1b}[K"), "{before:?}");
        assert!(after.contains("one") && after.ends_with("\r\u{1b}[K"), "{after:?}");
    }

    /// Keeps what is written.
    #[derive(Clone, Default)]
    struct Terminal(Arc<Mutex<Vec<u8>>>);

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
