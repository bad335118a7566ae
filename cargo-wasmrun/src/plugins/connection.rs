//! Bytes to messages and back, for one plugin. Knows lines, limits and ids, but no methods.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread;
use std::time::Duration;

use wasmrun_protocol::{Message, Notification, RequestId, Response, limits};

use super::trace::{Recorder, Speaker};

/// Messages that wait to be looked at; a plugin that floods us has to wait beyond.
const QUEUE: usize = 256;
/// How long to wait for the end of the output of a plugin that has ended.
const REST_PATIENCE: Duration = Duration::from_millis(300);
/// Bytes of a wrong line that are shown.
const QUOTED: usize = 200;

/// A conversation over a pair of streams, with at most one request open at a time.
#[derive(Debug)]
pub(super) struct Connection {
    outgoing: Sender<String>,
    incoming: Receiver<Incoming>,
    waker: Waker,
    next_id: u64,
    open: Option<RequestId>,
    recorder: Option<Recorder>,
}

/// What arrives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Incoming {
    /// The answer to the request that is open.
    Answer(Response),
    /// Something that wants no answer.
    Note(Notification),
    /// A line that is no message, but does no harm.
    Stray(String),
    /// Something that may not be; the conversation cannot go on.
    Violation(Violation),
    /// The other side closed its end.
    Closed,
    /// Somebody used the [`Waker`].
    Woken,
}

/// What a plugin may not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}: {quote}")]
pub struct Violation {
    /// Which rule it broke.
    pub reason: String,
    /// The beginning of the line.
    pub quote: String,
}

impl Violation {
    fn new(reason: impl Into<String>, line: &[u8]) -> Self {
        let mut quote = String::from_utf8_lossy(&line[..line.len().min(QUOTED)]).into_owned();
        if line.len() > QUOTED {
            quote.push('…');
        }
        Self { reason: reason.into(), quote }
    }
}

/// Wakes whoever waits in [`Connection::receive`].
#[derive(Clone, Debug)]
pub(super) struct Waker(SyncSender<Incoming>);

impl Waker {
    /// Makes the next [`Connection::receive`] return, if nothing else does.
    pub(super) fn wake(&self) {
        // A full queue wakes the receiver as well.
        let _ = self.0.try_send(Incoming::Woken);
    }
}

impl Connection {
    /// A conversation with whoever writes `input` and reads `output`, perhaps written down.
    pub(super) fn new(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        recorder: Option<Recorder>,
    ) -> Self {
        let (sender, incoming) = mpsc::sync_channel(QUEUE);
        let waker = Waker(sender.clone());
        let listener = recorder.clone();
        thread::spawn(move || read(BufReader::new(input), &sender, listener.as_ref()));
        let (outgoing, lines) = mpsc::channel();
        thread::spawn(move || write(output, &lines));
        Self { outgoing, incoming, waker, next_id: 0, open: None, recorder }
    }

    /// Wakes this connection's receiver.
    pub(super) fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Opens a request: its id, which is new.
    pub(super) fn open(&mut self) -> RequestId {
        let id = RequestId::new(self.next_id);
        self.next_id += 1;
        self.open = Some(id);
        id
    }

    /// Sends a line. That nobody reads it shows when no answer comes.
    pub(super) fn send(&self, line: String) {
        if let Some(recorder) = &self.recorder {
            recorder.record(Speaker::Host, line.as_bytes());
        }
        let _ = self.outgoing.send(line);
    }

    /// What arrives next, or `None` if nothing does in time.
    pub(super) fn receive(&mut self, patience: Duration) -> Option<Incoming> {
        match self.incoming.recv_timeout(patience) {
            Ok(Incoming::Answer(response)) => Some(self.answer(response)),
            Ok(incoming) => Some(incoming),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Incoming::Closed),
        }
    }

    /// Closes the plugin's input, which asks it to end, and goes on reading until it does. Nothing
    /// is asked any more, so an answer is one too many.
    pub(super) fn close(self) -> Rest {
        let Self { outgoing, incoming, next_id, .. } = self;
        drop(outgoing);
        let (sender, fault) = mpsc::sync_channel(1);
        thread::spawn(move || {
            let fault = incoming.into_iter().find_map(|incoming| match incoming {
                Incoming::Answer(response) => Some(Some(unexpected(&response, next_id))),
                Incoming::Violation(violation) => Some(Some(violation)),
                Incoming::Closed => Some(None),
                Incoming::Note(_) | Incoming::Stray(_) | Incoming::Woken => None,
            });
            // Whoever does not wait for it does not want to know.
            let _ = sender.send(fault.flatten());
        });
        Rest(fault)
    }

    fn answer(&mut self, response: Response) -> Incoming {
        if response.id.is_some() && response.id == self.open {
            self.open = None;
            return Incoming::Answer(response);
        }
        Incoming::Violation(unexpected(&response, self.next_id))
    }
}

/// What is wrong with an answer that nobody waits for. Requests below `next_id` were made.
fn unexpected(response: &Response, next_id: u64) -> Violation {
    let reason = match response.id {
        Some(id) if id.get() < next_id => format!("a second answer to request {id}"),
        Some(id) => format!("an answer to request {id}, which was never made"),
        None => "an answer to no request".to_owned(),
    };
    Violation::new(reason, response.to_line().trim_end().as_bytes())
}

/// What a plugin still says after its input was closed.
pub(super) struct Rest(Receiver<Option<Violation>>);

impl Rest {
    /// What was wrong with it, as far as that is known when the plugin has ended.
    pub(super) fn fault(&self) -> Option<Violation> {
        // A process that the plugin left behind may keep its output open for ever.
        self.0.recv_timeout(REST_PATIENCE).ok().flatten()
    }
}

fn write(mut output: impl Write, lines: &Receiver<String>) {
    for line in lines {
        if output.write_all(line.as_bytes()).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}

fn read(mut input: impl BufRead, sender: &SyncSender<Incoming>, recorder: Option<&Recorder>) {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = read_line(&mut input, &mut line);
        if let Some(recorder) = recorder.filter(|_| !line.is_empty()) {
            recorder.record(Speaker::Plugin, &line);
        }
        let incoming = match read {
            Line::Complete => match parse(&line) {
                Some(incoming) => incoming,
                None => continue,
            },
            Line::TooLong => Incoming::Violation(Violation::new(
                format!("a line of more than {} MiB", limits::MAX_MESSAGE_BYTES >> 20),
                &line,
            )),
            Line::End => Incoming::Closed,
        };
        let is_last = matches!(incoming, Incoming::Violation(_) | Incoming::Closed);
        if sender.send(incoming).is_err() || is_last {
            return;
        }
    }
}

enum Line {
    Complete,
    TooLong,
    End,
}

/// Reads up to the next line end. What is left without one when the stream ends is no line.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Line {
    loop {
        let buffer = match input.fill_buf() {
            Ok([]) => return Line::End,
            Ok(buffer) => buffer,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return Line::End,
        };
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(buffer.len());
        let room = (limits::MAX_MESSAGE_BYTES + 1).saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        input.consume(end.map_or(taken, |end| end + 1));
        if line.len() > limits::MAX_MESSAGE_BYTES {
            return Line::TooLong;
        }
        if end.is_some() {
            return Line::Complete;
        }
    }
}

/// What a line is; `None` for an empty one.
fn parse(line: &[u8]) -> Option<Incoming> {
    let Ok(text) = std::str::from_utf8(line) else {
        return Some(Incoming::Violation(Violation::new("a line that is not UTF-8", line)));
    };
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if !text.starts_with('{') {
        return Some(Incoming::Stray(text.to_owned()));
    }
    Some(match Message::parse(line) {
        Ok(Message::Response(response)) => Incoming::Answer(response),
        Ok(Message::Notification(notification)) => Incoming::Note(notification),
        Ok(Message::Request(_)) => {
            Incoming::Violation(Violation::new("a request, which only the host may make", line))
        }
        Err(error) => Incoming::Violation(Violation::new(error.to_string(), line)),
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, sink};

    use super::*;

    const ANSWER: &str = r#"{"jsonrpc":"2.0","id":0,"result":{}}"#;

    /// What arrives when the plugin writes `bytes` after one request, in words.
    fn arrives(bytes: impl AsRef<[u8]>) -> Vec<String> {
        let mut connection = Connection::new(Cursor::new(bytes.as_ref().to_vec()), sink(), None);
        connection.open();
        let mut all = Vec::new();
        loop {
            let incoming = connection.receive(Duration::from_mins(1)).expect("the stream ends");
            let (word, is_last) = match incoming {
                Incoming::Answer(_) => ("answer".to_owned(), false),
                Incoming::Note(note) => (note.method, false),
                Incoming::Stray(text) => (format!("stray {text}"), false),
                Incoming::Violation(violation) => (violation.reason, true),
                Incoming::Closed => ("closed".to_owned(), true),
                Incoming::Woken => ("woken".to_owned(), false),
            };
            all.push(word);
            if is_last {
                return all;
            }
        }
    }

    #[test]
    fn answers_notes_and_stray_lines_pass() {
        let note = r#"{"jsonrpc":"2.0","method":"progress","params":{}}"#;
        assert_eq!(
            arrives(format!("hello\r\n\n{note}\r\n{ANSWER}\n")),
            ["stray hello", "progress", "answer", "closed"]
        );
    }

    #[test]
    fn an_answer_comes_once_and_to_a_request() {
        assert_eq!(
            arrives(format!("{ANSWER}\n{ANSWER}\n")),
            ["answer", "a second answer to request 0"]
        );
        assert_eq!(
            arrives(ANSWER.replace("\"id\":0", "\"id\":7") + "\n"),
            ["an answer to request 7, which was never made"]
        );
        let without = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}"#;
        assert_eq!(arrives(format!("{without}\n")), ["an answer to no request"]);
    }

    #[test]
    fn an_answer_too_many_shows_at_the_end() {
        let fault = |bytes: &str| {
            let mut connection =
                Connection::new(Cursor::new(bytes.as_bytes().to_vec()), sink(), None);
            connection.open();
            assert!(matches!(
                connection.receive(Duration::from_mins(1)),
                Some(Incoming::Answer(_))
            ));
            connection.close().fault().map(|violation| violation.reason)
        };
        assert_eq!(fault(&format!("{ANSWER}\nbye\n")), None);
        assert_eq!(
            fault(&format!("{ANSWER}\nbye\n{ANSWER}\n")).as_deref(),
            Some("a second answer to request 0")
        );
    }

    #[test]
    fn violations_end_the_conversation() {
        assert_eq!(arrives(b"\xff\xfe\n"), ["a line that is not UTF-8"]);
        assert_eq!(
            arrives("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"exit\"}\n"),
            ["a request, which only the host may make"]
        );
        assert!(arrives("{nonsense}\n")[0].starts_with("the line is not JSON"));
        assert!(arrives(format!("{}\n", "{\"a\":".repeat(100_000)))[0].contains("not JSON"));
        let long = vec![b'x'; limits::MAX_MESSAGE_BYTES + 2];
        assert_eq!(arrives(long), ["a line of more than 4 MiB"]);
    }

    #[test]
    fn half_a_line_is_no_line() {
        assert_eq!(arrives(&ANSWER[..20]), ["closed"]);
        assert_eq!(arrives(""), ["closed"]);
    }

    #[test]
    fn a_quote_is_short() {
        let violation = Violation::new("x", &[b'a'; 1000]);
        assert_eq!(violation.quote.chars().count(), QUOTED + 1);
    }
}
