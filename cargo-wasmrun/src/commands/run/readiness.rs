//! Whether a program that serves is ready: asked for a path, it answers well.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::cancel::CancelToken;
use crate::server::BackendEnd;

/// A program that has not answered well by then is taken to be broken.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long to wait for one answer, and to rest between two questions.
const ONE_ANSWER: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// What came of waiting.
#[derive(Debug)]
pub(super) enum Readiness {
    /// It answers.
    Ready,
    /// It ended before it did.
    Ended(BackendEnd),
    /// It does not, for this reason.
    Silent(String),
    /// Nobody wants to know any more.
    Cancelled,
}

/// Asks the program at `address` for `path` until its answer has a status below 400. `end` tells how it
/// ended, if it did.
pub(super) fn wait(
    address: SocketAddr,
    path: &str,
    cancel: &CancelToken,
    end: impl Fn() -> Option<BackendEnd>,
) -> Readiness {
    let begin = Instant::now();
    loop {
        let answer = ask(address, path);
        if let Some(end) = end() {
            return Readiness::Ended(end);
        }
        if cancel.is_cancelled() {
            return Readiness::Cancelled;
        }
        let reason = match answer {
            Ok(status) if (100..400).contains(&status) => return Readiness::Ready,
            Ok(status) => format!("it answers with status {status}"),
            Err(error) => error.to_string(),
        };
        if begin.elapsed() > PATIENCE {
            return Readiness::Silent(reason);
        }
        thread::sleep(PAUSE);
    }
}

/// The status of the answer.
fn ask(address: SocketAddr, path: &str) -> io::Result<u16> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ONE_ANSWER))?;
    stream.set_write_timeout(Some(ONE_ANSWER))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut line = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut line)?;
    let malformed = || io::Error::other("its answer is not HTTP");
    let text = std::str::from_utf8(&line).map_err(|_| malformed())?;
    let (version, status) = text.split_once(' ').ok_or_else(malformed)?;
    if !version.starts_with("HTTP/1.") {
        return Err(malformed());
    }
    // A program may write its answer in many pieces, and shall not meet a closed connection.
    let _ = io::copy(&mut stream.take(1 << 20), &mut io::sink());
    status.parse().map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A server that gives each of these answers once.
    fn answers(answers: &'static [&str]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 1024]).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    #[test]
    fn it_is_ready_once_it_answers_well() {
        let address = answers(&[
            "",
            "nonsense that is long enough",
            "HTTP/1.1 503 not yet\r\n\r\n",
            "HTTP/1.1 404 not found\r\n\r\n",
            "HTTP/1.1 204 here\r\n\r\n",
        ]);
        assert!(matches!(wait(address, "/", &CancelToken::new(), || None), Readiness::Ready));
    }

    #[test]
    fn one_that_ends_or_is_not_wanted_is_not_waited_for() {
        let address = answers(&["HTTP/1.1 503 not yet\r\n\r\n"; 2]);
        let end = || Some(BackendEnd { message: "gone".to_owned(), frames: Vec::new() });
        let ended = wait(address, "/", &CancelToken::new(), end);
        assert!(matches!(ended, Readiness::Ended(end) if end.message == "gone"));
        let cancel = CancelToken::new();
        cancel.cancel();
        assert!(matches!(wait(address, "/", &cancel, || None), Readiness::Cancelled));
    }
}
