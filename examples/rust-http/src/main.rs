//! A web server and a client on the sockets that `exec --allow-net` gives.
//!
//! `serve ADDRESS COUNT` answers so many requests with what was asked for; `serve` without an
//! address takes the listener that `--tcplisten` opened. `get ADDRESS PATH` prints an answer.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::FromRawFd;

use wasmedge_wasi_socket::{nslookup, Shutdown, SocketAddr, TcpListener, TcpStream};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve", count] => serve(unsafe { TcpListener::from_raw_fd(3) }, count.parse()?),
        ["serve", address, count] => {
            let listener = TcpListener::bind(address, false)?;
            println!("listening on {}", listener.local_addr()?);
            serve(listener, count.parse()?)
        }
        ["get", address, path] => get(address, path),
        _ => Err("usage: serve [ADDRESS] COUNT, or get ADDRESS PATH".into()),
    }
}

/// Answers `count` requests, one after the other.
fn serve(listener: TcpListener, count: usize) -> Result<(), Box<dyn Error>> {
    for _ in 0..count {
        let (stream, _) = listener.accept(false)?;
        answer(stream)?;
    }
    Ok(())
}

fn answer(stream: TcpStream) -> Result<(), Box<dyn Error>> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let path = request.split(' ').nth(1).unwrap_or("/");
    let body = format!("Rust was asked for {path}\n");
    let mut stream = reader.into_inner();
    let length = body.len();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")?;
    stream.flush()?;
    stream.shutdown(Shutdown::Write)?;
    Ok(())
}

/// Prints the body of what the server answers.
fn get(address: &str, path: &str) -> Result<(), Box<dyn Error>> {
    let mut stream = TcpStream::connect(find(address)?)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    print!("{body}");
    Ok(())
}

/// The address as it stands there, or that of a name.
fn find(address: &str) -> Result<SocketAddr, Box<dyn Error>> {
    if let Ok(address) = address.parse() {
        return Ok(address);
    }
    let (name, port) = address.split_once(':').ok_or("expected NAME:PORT")?;
    Ok(*nslookup(name, port)?.first().ok_or("the name has no address")?)
}
