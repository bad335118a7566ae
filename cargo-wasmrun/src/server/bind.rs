//! Chooses the address and opens the listening sockets.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use super::Error;

/// How many ports are tried, from the one asked for on.
const TRIES: u16 = 100;

/// From one port that is tried to the next. The web app is at one between them, so that no port is that of an app today
/// and that of our page tomorrow: a browser keeps what an app left there, such as a service worker or a cached page.
pub(super) const STRIDE: u16 = 2;

/// Where to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The interface.
    pub ip: IpAddr,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// Fail if the port is taken, instead of taking the next.
    pub strict: bool,
}

impl Address {
    /// The port unless someone asks for another.
    pub const DEFAULT_PORT: u16 = 8420;
}

/// The sockets of a server. There are two for the loopback: `localhost` is `[::1]` to some
/// programs, and nobody else shall answer there.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) address: SocketAddr,
    pub(super) sockets: Vec<TcpListener>,
}

pub(super) fn listen(address: Address) -> Result<Listeners, Error> {
    let last = if address.strict || address.port == 0 {
        address.port
    } else {
        address.port.saturating_add(STRIDE * (TRIES - 1))
    };
    for port in (address.port..=last).step_by(usize::from(STRIDE)) {
        let socket = SocketAddr::new(address.ip, port);
        match TcpListener::bind(socket) {
            Ok(listener) => return with_companion(listener, socket),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => {
                return Err(Error::ForeignAddress(address.ip));
            }
            Err(source) => return Err(Error::Bind { address: socket, source }),
        }
    }
    if address.strict || last == address.port {
        return Err(Error::PortInUse { port: address.port });
    }
    Err(Error::NoFreePort { first: address.port, last })
}

fn with_companion(listener: TcpListener, asked: SocketAddr) -> Result<Listeners, Error> {
    let address = listener.local_addr().map_err(|source| Error::Bind { address: asked, source })?;
    let mut sockets = vec![listener];
    if address.ip() == Ipv4Addr::LOCALHOST {
        let companion = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port());
        match TcpListener::bind(companion) {
            Ok(listener) => sockets.push(listener),
            Err(error) => tracing::debug!(%error, "not listening on [::1]"),
        }
    }
    Ok(Listeners { address, sockets })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loopback(port: u16, strict: bool) -> Address {
        Address { ip: Ipv4Addr::LOCALHOST.into(), port, strict }
    }

    #[test]
    fn takes_the_next_port_unless_strict() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let strict = listen(loopback(port, true)).unwrap_err();
        assert!(matches!(strict, Error::PortInUse { port: in_use } if in_use == port));
        if port < u16::MAX - STRIDE {
            let next = listen(loopback(port, false)).unwrap().address.port();
            assert!(next > port && (next - port).is_multiple_of(STRIDE), "{next} after {port}");
        }
    }

    #[test]
    fn an_address_of_another_machine_is_refused() {
        let foreign = Address { ip: "192.0.2.1".parse().unwrap(), port: 0, strict: true };
        assert!(matches!(listen(foreign), Err(Error::ForeignAddress(_))));
    }
}
