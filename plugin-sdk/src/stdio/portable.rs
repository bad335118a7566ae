//! Elsewhere: the standard streams themselves. Tools never inherit them, since
//! [`Context::tool`](crate::Context::tool) closes their input and captures their output; a print
//! of the plugin itself is not caught.

use std::io::{self, Read, Write};

/// Takes standard input and output for the protocol.
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix, where it can fail")]
pub(crate) fn take() -> io::Result<(impl Read + Send, impl Write + Send)> {
    Ok((io::stdin(), io::stdout()))
}
