//! Opens the page in the user's browser.

use std::io;
use std::process::{Command, Stdio};
use std::thread;

/// Asks the desktop to show `url`. The browser belongs to the user and outlives us.
#[expect(clippy::disallowed_methods, reason = "the desktop's opener is no tool of a build")]
pub(super) fn open(url: &str) -> io::Result<()> {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut child = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Waiting keeps it from staying behind as a zombie.
    thread::spawn(move || child.wait());
    Ok(())
}
