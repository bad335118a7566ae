//! Processes without manners: they change what they inherit, and leave others behind.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use crate::say::eprint;

/// How long a leftover process lives if nobody ends it.
pub(crate) const LEFTOVER_LIFE: Duration = Duration::from_mins(10);

/// Becomes this program again, by way of a shell that first changes what a program inherits.
pub(crate) fn again(preparation: &str, arguments: &[String]) -> ExitCode {
    let script = format!(r#"{preparation}; exec "$0" "$@" --again"#);
    let mut shell = command("sh");
    shell.arg("-c").arg(script).args(arguments);
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut shell);
    #[cfg(not(unix))]
    let error = std::io::Error::from(std::io::ErrorKind::Unsupported);
    eprint(&format!("cannot start again: {error}\n"));
    ExitCode::FAILURE
}

/// Starts a process that holds on to the plugin's streams, and notes its number for the test.
pub(crate) fn leave_grandchild(output_dir: &Path) {
    // Under this name a test finds it.
    let Some(program) = std::env::args_os().next() else { return };
    if let Ok(child) = command(program).arg("--linger").stdin(Stdio::null()).spawn() {
        let _ = fs_err::write(output_dir.join("grandchild.pid"), child.id().to_string());
    }
}

pub(crate) fn sleep_for_ever() -> ! {
    loop {
        thread::sleep(LEFTOVER_LIFE);
    }
}

#[expect(clippy::disallowed_methods, reason = "children without manners are what this is about")]
fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(program)
}
