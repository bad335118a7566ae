//! Unix: private copies of descriptors 0 and 1, which then lead elsewhere.

use std::fs::{File, OpenOptions};
use std::io;

use rustix::io::fcntl_dupfd_cloexec;
use rustix::stdio::{dup2_stdin, dup2_stdout, stderr, stdin, stdout};

/// The lowest descriptor a copy may get: above the three standard ones.
const LOWEST: i32 = 3;

/// Takes standard input and output for the protocol.
///
/// The copies are closed in tools, or a tool that is left running would keep the host waiting for
/// the end of the plugin's output. From here on descriptor 0 is empty and descriptor 1 leads to
/// standard error, so that a stray print is seen but harms nothing.
pub(crate) fn take() -> io::Result<(File, File)> {
    let input = fcntl_dupfd_cloexec(stdin(), LOWEST)?;
    let output = fcntl_dupfd_cloexec(stdout(), LOWEST)?;
    dup2_stdin(OpenOptions::new().read(true).open("/dev/null")?)?;
    dup2_stdout(stderr())?;
    Ok((File::from(input), File::from(output)))
}
