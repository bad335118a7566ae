//! A site that speaks like crates.io, on a port of this machine.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A site that gives fixed answers, and remembers what it was asked.
pub(crate) struct Site {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Answers each of these paths with a text, and all others with status 404.
    pub(crate) fn new<const N: usize>(answers: [(&str, &str); N]) -> Self {
        let answers: HashMap<String, String> =
            answers.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        // It ends with the tests.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if let Some(path) = answer(&stream, &answers) {
                    notes.lock().expect("no panic while it is held").push(path);
                }
            }
        });
        Self { address, asked }
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The paths that were asked for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic while it is held").clone()
    }
}

fn answer(stream: &TcpStream, answers: &HashMap<String, String>) -> Option<String> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let path = lines.next()?.split_whitespace().nth(1)?.to_owned();
    // The headers, up to the empty line.
    lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
    let (status, text) = match answers.get(&path) {
        Some(text) => ("200 OK", text.as_str()),
        None => ("404 Not Found", "{}"),
    };
    let length = text.len();
    write!(
        &mut &*stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    )
    .ok()?;
    Some(path)
}
