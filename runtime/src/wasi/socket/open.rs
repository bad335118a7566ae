//! An open socket: of the host's, never blocking there, and waited for as the guest wants.

use std::{
    io::{self, IoSlice, IoSliceMut, Read},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket},
    time::{Duration, Instant},
};

use socket2::{SockRef, Socket};

use super::address::Family;
use crate::{
    Interruption,
    wasi::{
        errno::Errno,
        network::Network,
        platform::{self, Interest, Source},
        stream::retry,
        types::{FdFlags, FdStat, FileStat, FileType, Rights},
    },
};

/// No datagram is longer.
const MAX_DATAGRAM_BYTES: usize = 1 << 16;

/// Sending to somebody who has gone is an error, and no signal that would end the process.
const NO_SIGNAL: i32 =
    if cfg!(any(target_os = "linux", target_os = "android")) { 0x4000 } else { 0 };

/// An open socket.
#[derive(Debug)]
pub(in crate::wasi) struct OpenSocket {
    transport: Transport,
    pub(in crate::wasi) flags: FdFlags,
    /// Whether the embedder gave it to the guest.
    pub(in crate::wasi) is_preopened: bool,
    /// Whether it was bound to an address that the guest may own.
    is_bound: bool,
    /// The address that the guest takes a listener of the embedder's to be at.
    supposed: Option<SocketAddr>,
    pub(super) is_listening: bool,
    /// How long the guest waits at most, if it blocks.
    pub(super) receive_timeout: Option<Duration>,
    pub(super) send_timeout: Option<Duration>,
}

/// A stream stands also for one that is not connected, or that listens.
#[derive(Debug)]
enum Transport {
    Stream(TcpStream),
    Datagram(UdpSocket),
}

/// How bytes are received.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Receiving {
    /// Leave them to be received again.
    pub(super) peek: bool,
    /// Wait until the buffers are full.
    pub(super) wait_for_all: bool,
}

/// What was received.
#[derive(Clone, Copy, Debug)]
pub(super) struct Received {
    pub(super) bytes: usize,
    /// There was more of the datagram.
    pub(super) truncated: bool,
    /// Who sent it.
    pub(super) from: Option<SocketAddr>,
}

impl OpenSocket {
    /// A socket that is neither bound nor connected.
    pub(super) fn open(family: Family, datagrams: bool) -> io::Result<Self> {
        let domain = match family {
            Family::V4 => socket2::Domain::IPV4,
            Family::V6 => socket2::Domain::IPV6,
        };
        let kind = if datagrams { socket2::Type::DGRAM } else { socket2::Type::STREAM };
        let socket = Socket::new(domain, kind, None)?;
        if family == Family::V6 {
            // Addresses of version 4 have sockets of their own, and rules of their own.
            socket.set_only_v6(true)?;
        }
        socket.set_nonblocking(true)?;
        Ok(Self::new(if datagrams {
            Transport::Datagram(socket.into())
        } else {
            Transport::Stream(socket.into())
        }))
    }

    /// A listener that the embedder gives to the guest.
    pub(in crate::wasi) fn listener(listener: TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let mut socket = Self::new(Transport::Stream(Socket::from(listener).into()));
        (socket.is_preopened, socket.is_bound, socket.is_listening) = (true, true, true);
        Ok(socket)
    }

    fn new(transport: Transport) -> Self {
        Self {
            transport,
            flags: FdFlags::empty(),
            is_preopened: false,
            is_bound: false,
            supposed: None,
            is_listening: false,
            receive_timeout: None,
            send_timeout: None,
        }
    }

    /// The host's socket, for what is the same for all kinds.
    pub(super) fn host(&self) -> SockRef<'_> {
        match &self.transport {
            Transport::Stream(stream) => stream.into(),
            Transport::Datagram(socket) => socket.into(),
        }
    }

    pub(super) fn is_datagram(&self) -> bool {
        matches!(self.transport, Transport::Datagram(_))
    }

    pub(super) fn bind(&mut self, address: SocketAddr) -> io::Result<()> {
        self.host().bind(&address.into())?;
        self.is_bound = true;
        Ok(())
    }

    /// Becomes the embedder's `listener`, which the guest takes to be at `address`.
    pub(super) fn become_listener(
        &mut self,
        listener: TcpListener,
        address: SocketAddr,
    ) -> io::Result<()> {
        listener.set_nonblocking(true)?;
        let port = match address.port() {
            0 => listener.local_addr()?.port(),
            port => port,
        };
        self.transport = Transport::Stream(Socket::from(listener).into());
        self.supposed = Some(SocketAddr::new(address.ip(), port));
        self.is_bound = true;
        Ok(())
    }

    /// A socket that was not bound would listen on every address there is.
    pub(super) fn listen(&mut self, backlog: u32) -> Result<(), Errno> {
        if self.is_datagram() {
            return Err(Errno::Notsup);
        }
        if !self.is_bound {
            return Err(Errno::Inval);
        }
        if self.supposed.is_none() {
            let backlog = i32::try_from(backlog).unwrap_or(i32::MAX).clamp(1, 1024);
            self.host().listen(backlog)?;
        }
        self.is_listening = true;
        Ok(())
    }

    pub(super) fn connect(
        &mut self,
        address: SocketAddr,
        interruption: Option<&Interruption>,
    ) -> Result<(), Errno> {
        let error = match retry(|| self.host().connect(&address.into())) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        if !platform::is_in_progress(&error) {
            return Err(error.into());
        }
        if self.flags.contains(FdFlags::NONBLOCK) {
            return Err(Errno::Inprogress);
        }
        let deadline = deadline(self.send_timeout);
        while !self.is_ready(Interest::Write, deadline, interruption)? {
            if is_over(deadline) {
                return Err(Errno::Timedout);
            }
        }
        match self.host().take_error()? {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// The next connection.
    pub(super) fn accept(
        &mut self,
        flags: FdFlags,
        interruption: Option<&Interruption>,
    ) -> Result<Self, Errno> {
        if self.is_datagram() {
            return Err(Errno::Notsup);
        }
        if !self.is_listening {
            return Err(Errno::Inval);
        }
        let wait = (Interest::Read, self.receive_timeout);
        let socket = self.when_ready(wait, interruption, || Ok(self.host().accept()?.0))?;
        socket.set_nonblocking(true)?;
        // Preview 1 has no way to ask for it, and a guest that answers in two writes would pause before the second until the
        // other side has acknowledged the first, which it does late. A socket that has no such option does without.
        let _ = socket.set_tcp_nodelay(true);
        let mut accepted = Self::new(Transport::Stream(socket.into()));
        accepted.flags = flags;
        Ok(accepted)
    }

    pub(in crate::wasi) fn read(
        &self,
        buffers: &mut [IoSliceMut<'_>],
        network: &Network,
        interruption: Option<&Interruption>,
    ) -> Result<usize, Errno> {
        Ok(self.receive(buffers, Receiving::default(), network, interruption)?.bytes)
    }

    pub(super) fn receive(
        &self,
        buffers: &mut [IoSliceMut<'_>],
        how: Receiving,
        network: &Network,
        interruption: Option<&Interruption>,
    ) -> Result<Received, Errno> {
        let wait = (Interest::Read, self.receive_timeout);
        match &self.transport {
            Transport::Datagram(socket) => self.when_ready(wait, interruption, || {
                let received = receive_datagram(socket, buffers, how)?;
                // A socket that was never bound hears from those only that it may speak to.
                match received.from {
                    Some(from) if !self.is_bound && network.must_reach(from).is_err() => {
                        if how.peek {
                            receive_datagram(socket, &mut [], Receiving::default())?;
                        }
                        Err(io::ErrorKind::WouldBlock.into())
                    }
                    _ => Ok(received),
                }
            }),
            Transport::Stream(stream) => {
                let bytes = self.when_ready(wait, interruption, || match buffers {
                    [first, ..] if how.peek => stream.peek(first),
                    _ => { stream }.read_vectored(buffers),
                })?;
                let bytes = if how.wait_for_all && !how.peek && bytes > 0 {
                    self.fill(stream, buffers, bytes, interruption)
                } else {
                    bytes
                };
                Ok(Received { bytes, truncated: false, from: None })
            }
        }
    }

    /// Goes on until all buffers are full, or nothing more comes. Answers how many bytes there are
    /// then: what was received must not get lost by an error that comes after it.
    fn fill(
        &self,
        mut stream: &TcpStream,
        mut buffers: &mut [IoSliceMut<'_>],
        mut received: usize,
        interruption: Option<&Interruption>,
    ) -> usize {
        IoSliceMut::advance_slices(&mut buffers, received);
        while !buffers.is_empty() {
            let wait = (Interest::Read, self.receive_timeout);
            match self.when_ready(wait, interruption, || stream.read_vectored(buffers)) {
                Ok(0) | Err(_) => break,
                Ok(bytes) => {
                    received += bytes;
                    IoSliceMut::advance_slices(&mut buffers, bytes);
                }
            }
        }
        received
    }

    /// Sends to whom the socket is connected.
    pub(in crate::wasi) fn write(
        &self,
        buffers: &[IoSlice<'_>],
        interruption: Option<&Interruption>,
    ) -> Result<usize, Errno> {
        let wait = (Interest::Write, self.send_timeout);
        self.when_ready(wait, interruption, || {
            self.host().send_vectored_with_flags(buffers, NO_SIGNAL)
        })
    }

    pub(super) fn send_to(
        &self,
        buffers: &[IoSlice<'_>],
        address: SocketAddr,
        interruption: Option<&Interruption>,
    ) -> Result<usize, Errno> {
        if !self.is_datagram() {
            return Err(Errno::Isconn);
        }
        let wait = (Interest::Write, self.send_timeout);
        self.when_ready(wait, interruption, || {
            self.host().send_to_vectored_with_flags(buffers, &address.into(), NO_SIGNAL)
        })
    }

    pub(super) fn shut_down(&self, how: Shutdown) -> io::Result<()> {
        self.host().shutdown(how)
    }

    pub(super) fn local_address(&self) -> Result<SocketAddr, Errno> {
        if let Some(supposed) = self.supposed {
            return Ok(supposed);
        }
        self.host().local_addr()?.as_socket().ok_or(Errno::Afnosupport)
    }

    pub(super) fn peer_address(&self) -> Result<SocketAddr, Errno> {
        self.host().peer_addr()?.as_socket().ok_or(Errno::Afnosupport)
    }

    /// Tries, and waits as long as there is nothing to be had, unless the guest does not want to.
    fn when_ready<T>(
        &self,
        (interest, timeout): (Interest, Option<Duration>),
        interruption: Option<&Interruption>,
        mut attempt: impl FnMut() -> io::Result<T>,
    ) -> Result<T, Errno> {
        let deadline = deadline(timeout);
        loop {
            match retry(&mut attempt) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if self.flags.contains(FdFlags::NONBLOCK) || is_over(deadline) {
                        return Err(Errno::Again);
                    }
                    self.is_ready(interest, deadline, interruption)?;
                }
                result => return Ok(result?),
            }
        }
    }

    fn is_ready(
        &self,
        interest: Interest,
        deadline: Option<Instant>,
        interruption: Option<&Interruption>,
    ) -> io::Result<bool> {
        let timeout = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let readiness = platform::wait(&[(self.source(), interest)], timeout, interruption)?;
        Ok(readiness.iter().all(|source| source.ready))
    }

    pub(in crate::wasi) fn source(&self) -> Source<'_> {
        Source::Socket(match &self.transport {
            Transport::Stream(stream) => platform::socket_handle(stream),
            Transport::Datagram(socket) => platform::socket_handle(socket),
        })
    }

    pub(in crate::wasi) fn fd_stat(&self) -> FdStat {
        let rights = if self.is_listening {
            Rights::STREAM | Rights::SOCK_ACCEPT
        } else {
            Rights::STREAM | Rights::FD_READ | Rights::FD_WRITE | Rights::SOCK_SHUTDOWN
        };
        let inheriting = if self.is_listening {
            Rights::STREAM | Rights::FD_READ | Rights::FD_WRITE | Rights::SOCK_SHUTDOWN
        } else {
            Rights::empty()
        };
        FdStat { file_type: self.file_type(), flags: self.flags, rights, inheriting }
    }

    pub(in crate::wasi) fn file_stat(&self) -> FileStat {
        FileStat::of_stream(self.file_type())
    }

    fn file_type(&self) -> FileType {
        if self.is_datagram() { FileType::SocketDatagram } else { FileType::SocketStream }
    }
}

/// Receives one datagram, as much of it as fits.
fn receive_datagram(
    socket: &UdpSocket,
    buffers: &mut [IoSliceMut<'_>],
    how: Receiving,
) -> io::Result<Received> {
    let mut datagram = vec![0; MAX_DATAGRAM_BYTES];
    let (length, from) = if how.peek {
        socket.peek_from(&mut datagram)?
    } else {
        socket.recv_from(&mut datagram)?
    };
    let mut rest = &datagram[..length];
    for buffer in buffers {
        let (head, tail) = rest.split_at(rest.len().min(buffer.len()));
        buffer[..head.len()].copy_from_slice(head);
        rest = tail;
    }
    Ok(Received { bytes: length - rest.len(), truncated: !rest.is_empty(), from: Some(from) })
}

/// A time too far away is as good as none.
fn deadline(timeout: Option<Duration>) -> Option<Instant> {
    timeout.and_then(|timeout| Instant::now().checked_add(timeout))
}

fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| Instant::now() >= deadline)
}
