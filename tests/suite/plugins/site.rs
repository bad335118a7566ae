//! The site of a registry, on this machine: a proxy that leads nowhere else, and answers as the site would.

use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::NamedTempFile;

/// A site that gives fixed answers, and remembers what it was asked.
pub(crate) struct Site {
    address: SocketAddr,
    certificate: NamedTempFile,
    asked: Arc<Mutex<Vec<String>>>,
}

type Authority = CertifiedIssuer<'static, KeyPair>;

impl Site {
    /// Answers each of these paths with a text, and all others with status 404.
    pub(crate) fn new<const N: usize>(answers: [(&str, &str); N]) -> Self {
        let answers: HashMap<String, String> =
            answers.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        let authority = authority();
        let mut certificate = NamedTempFile::new().expect("a temporary file");
        certificate.write_all(authority.pem().as_bytes()).expect("a file");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        // It ends with the tests.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // Whoever does not trust the certificate goes away in the middle.
                if let Ok(path) = serve(stream, &authority, &answers) {
                    notes.lock().expect("no panic while it is held").push(path);
                }
            }
        });
        Self { address, certificate, asked }
    }

    /// Has `command` ask this site, and trust it.
    pub(crate) fn stand_in(&self, command: &mut Command) {
        command.env("CARGO_HTTP_PROXY", self.proxy());
        command.env("CARGO_HTTP_CAINFO", self.certificate());
    }

    /// The proxy behind which this site is.
    pub(crate) fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The file with the certificate of the authority that vouches for it.
    pub(crate) fn certificate(&self) -> &Path {
        self.certificate.path()
    }

    /// The paths that were asked for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic while it is held").clone()
    }
}

fn authority() -> Authority {
    let mut parameters = CertificateParams::new([]).expect("no names are valid names");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(parameters, key).expect("a certificate")
}

/// Takes the place of the host that a proxy is to connect to; the path that it was asked for.
fn serve(
    mut stream: TcpStream,
    authority: &Authority,
    answers: &HashMap<String, String>,
) -> io::Result<String> {
    let host = request(&mut stream)?;
    let host = host.trim_end_matches(":443");
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
    let connection = ServerConnection::new(vouched_for(host, authority)).expect("valid settings");
    let mut stream = StreamOwned::new(connection, stream);
    let path = request(&mut stream)?;
    let (status, text) = match answers.get(&path) {
        Some(text) => ("200 OK", text.as_str()),
        None => ("404 Not Found", "{}"),
    };
    let length = text.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    )?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(path)
}

/// What is asked for, in the second word of a request.
fn request(stream: &mut (impl Read + Write)) -> io::Result<String> {
    // Nothing follows the headers before there is an answer, so that the buffer swallows nothing.
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().ok_or(io::ErrorKind::UnexpectedEof)??;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    Ok(first.split_whitespace().nth(1).unwrap_or_default().to_owned())
}

/// How to speak as `host`.
fn vouched_for(host: &str, authority: &Authority) -> Arc<ServerConfig> {
    let key = KeyPair::generate().expect("a key");
    let parameters = CertificateParams::new([host.to_owned()]).expect("a name");
    let certificate = parameters.signed_by(&key, authority).expect("a certificate");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key)
        .expect("the key is that of the certificate");
    Arc::new(config)
}
