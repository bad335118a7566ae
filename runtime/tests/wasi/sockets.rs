//! Sockets: listeners that are given, those that the guest opens by itself, and the rules.

use std::{
    io::{Read, Write},
    net::{IpAddr, SocketAddr, TcpListener, TcpStream, UdpSocket},
};

use wasmrun_runtime::wasi::{Access, WasiCtx, WasiCtxBuilder};

use crate::{
    abi::{errno, fdflags, file_type, rights},
    guest::{BUFFER, Guest, PATH, RESULT, VECTOR, args},
};

/// Where the guest keeps the record of an address, and the address.
const RECORD: u32 = 0x400;
const ADDRESS: u32 = 0x500;
const PORT: u32 = 0x600;

const STREAM: i32 = 2;
const DATAGRAM: i32 = 1;
const INET4: i32 = 1;
const INET6: i32 = 2;

/// The first descriptor after the standard streams.
const LISTENER: i32 = 3;

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A guest with a listener, and where that listens.
fn server() -> (Guest, SocketAddr) {
    let (listener, address) = listener();
    (Guest::new(WasiCtx::builder().tcp_listener(listener)), address)
}

fn allowed(rules: &[&str]) -> Guest {
    let rules = rules.iter().map(|rule| rule.parse().unwrap());
    Guest::new(rules.fold(WasiCtx::builder(), WasiCtxBuilder::allow_net))
}

impl Guest {
    fn accept(&mut self, fd: i32, flags: i32) -> Result<i32, i32> {
        let errno = self.call("sock_accept", args![fd, flags, RESULT]);
        if errno == 0 { Ok(self.u32(RESULT).cast_signed()) } else { Err(errno) }
    }

    fn receive(&mut self, fd: i32, length: u32, flags: i32) -> Result<(Vec<u8>, u16), i32> {
        let (vector, count) = self.vector(&[(BUFFER, length)]);
        let errno = self.call("sock_recv", args![fd, vector, count, flags, RESULT, RESULT + 4]);
        if errno != 0 {
            return Err(errno);
        }
        let flags = u16::from_le_bytes(self.get(RESULT + 4, 2).try_into().unwrap());
        Ok((self.get(BUFFER, self.u32(RESULT)), flags))
    }

    fn send(&mut self, fd: i32, bytes: &[u8]) -> Result<u32, i32> {
        self.put(BUFFER, bytes);
        let (vector, count) = self.vector(&[(BUFFER, bytes.len() as u32)]);
        let errno = self.call("sock_send", args![fd, vector, count, 0, RESULT]);
        if errno == 0 { Ok(self.u32(RESULT)) } else { Err(errno) }
    }

    fn socket(&mut self, family: i32, kind: i32) -> Result<i32, i32> {
        let errno = self.call("sock_open", args![family, kind, RESULT]);
        if errno == 0 { Ok(self.u32(RESULT).cast_signed()) } else { Err(errno) }
    }

    /// Stores the record of an address.
    fn address(&mut self, address: IpAddr) {
        let bytes = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        self.put(ADDRESS, &bytes);
        self.put(RECORD, &[ADDRESS.to_le_bytes(), (bytes.len() as u32).to_le_bytes()].concat());
    }

    fn at(&mut self, name: &str, fd: i32, address: SocketAddr) -> i32 {
        self.address(address.ip());
        self.call(name, args![fd, RECORD, u32::from(address.port())])
    }

    /// An address of a socket, from a record with a family.
    fn address_of(&mut self, name: &str, fd: i32) -> Result<SocketAddr, i32> {
        self.put(RECORD, &[ADDRESS.to_le_bytes(), 128_u32.to_le_bytes()].concat());
        match self.call(name, args![fd, RECORD, PORT]) {
            0 => Ok(self.stored_address()),
            errno => Err(errno),
        }
    }

    fn stored_address(&self) -> SocketAddr {
        let ip: IpAddr = match self.get(ADDRESS, 2)[0] {
            1 => <[u8; 4]>::try_from(self.get(ADDRESS + 2, 4)).unwrap().into(),
            2 => <[u8; 16]>::try_from(self.get(ADDRESS + 2, 16)).unwrap().into(),
            family => panic!("family {family}"),
        };
        SocketAddr::new(ip, self.u32(PORT) as u16)
    }

    /// Whether a descriptor can be read at once.
    fn is_readable(&mut self, fd: i32) -> bool {
        let mut subscriptions = [0; 96];
        subscriptions[8] = 1;
        subscriptions[16..20].copy_from_slice(&fd.to_le_bytes());
        // A clock that is over at once.
        subscriptions[48] = 1;
        subscriptions[48 + 16] = 1;
        self.put(PATH, &subscriptions);
        assert_eq!(self.call("poll_oneoff", args![PATH, BUFFER, 2, RESULT]), errno::SUCCESS);
        (0..self.u32(RESULT)).any(|event| self.get(BUFFER + 32 * event, 1)[0] == 0)
    }

    fn wait_until_readable(&mut self, fd: i32) {
        let mut subscription = [0; 48];
        subscription[8] = 1;
        subscription[16..20].copy_from_slice(&fd.to_le_bytes());
        self.put(PATH, &subscription);
        assert_eq!(self.call("poll_oneoff", args![PATH, BUFFER, 1, RESULT]), errno::SUCCESS);
    }
}

#[test]
fn a_connection_is_accepted_and_spoken_through() {
    let (mut guest, address) = server();
    let (kind, _, granted, inheriting) = guest.fd_stat(LISTENER).unwrap();
    assert_eq!(kind, file_type::SOCKET_STREAM);
    assert_eq!(granted & rights::SOCK_ACCEPT, rights::SOCK_ACCEPT);
    assert_eq!(inheriting & rights::FD_READ, rights::FD_READ);

    let mut client = TcpStream::connect(address).unwrap();
    let connection = guest.accept(LISTENER, 0).unwrap();
    client.write_all(b"ping ping").unwrap();
    assert_eq!(guest.receive(connection, 4, 1), Ok((b"ping".to_vec(), 0)), "a peek");
    assert_eq!(guest.receive(connection, 4, 0), Ok((b"ping".to_vec(), 0)));
    assert_eq!(guest.receive(connection, 100, 0), Ok((b" ping".to_vec(), 0)));
    assert_eq!(guest.send(connection, b"pong"), Ok(4));
    let mut answer = [0; 4];
    client.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"pong");

    // Sockets are files, too.
    client.write_all(b"more").unwrap();
    assert_eq!(guest.read(connection, 100).unwrap(), b"more");
    assert_eq!(guest.write(connection, b"less"), Ok(4));
    client.read_exact(&mut answer).unwrap();
    assert_eq!(guest.file_stat(connection).unwrap().file_type, file_type::SOCKET_STREAM);
    assert_eq!(guest.seek(connection, 0, 0), Err(errno::SPIPE));

    drop(client);
    assert_eq!(guest.receive(connection, 100, 0), Ok((vec![], 0)));
    assert_eq!(guest.close(connection), errno::SUCCESS);
}

#[test]
fn receiving_can_wait_for_all_bytes() {
    let (mut guest, address) = server();
    let mut client = TcpStream::connect(address).unwrap();
    let connection = guest.accept(LISTENER, 0).unwrap();
    client.write_all(b"12345").unwrap();
    let writer = std::thread::spawn(move || {
        client.write_all(b"67890").unwrap();
    });
    assert_eq!(guest.receive(connection, 10, 2).unwrap().0, b"1234567890");
    writer.join().unwrap();
    assert_eq!(guest.receive(connection, 10, 2).unwrap().0, b"", "the end");
}

#[test]
fn a_guest_that_will_not_wait_is_told_to_come_again() {
    let (mut guest, address) = server();
    assert_eq!(guest.call("fd_fdstat_set_flags", args![LISTENER, fdflags::NONBLOCK]), 0);
    assert_eq!(guest.accept(LISTENER, 0), Err(errno::AGAIN));
    assert!(!guest.is_readable(LISTENER));
    let mut client = TcpStream::connect(address).unwrap();
    guest.wait_until_readable(LISTENER);
    let connection = guest.accept(LISTENER, fdflags::NONBLOCK).unwrap();
    assert_eq!(i32::from(guest.fd_stat(connection).unwrap().1), fdflags::NONBLOCK);
    assert_eq!(guest.receive(connection, 10, 0), Err(errno::AGAIN));
    assert!(!guest.is_readable(connection));
    client.write_all(b"x").unwrap();
    guest.wait_until_readable(connection);
    assert_eq!(guest.receive(connection, 10, 0).unwrap().0, b"x");
    assert_eq!(guest.call("fd_fdstat_set_flags", args![connection, fdflags::SYNC]), errno::NOTSUP);
}

#[test]
fn each_direction_is_shut_down_by_itself() {
    let (mut guest, address) = server();
    let mut client = TcpStream::connect(address).unwrap();
    let connection = guest.accept(LISTENER, 0).unwrap();
    assert_eq!(guest.call("sock_shutdown", args![connection, 2]), errno::SUCCESS);
    assert_eq!(client.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!(guest.send(connection, b"x"), Err(errno::PIPE));
    client.write_all(b"still").unwrap();
    assert_eq!(guest.receive(connection, 10, 0).unwrap().0, b"still");
    assert_eq!(guest.call("sock_shutdown", args![connection, 3]), errno::SUCCESS);
    for wrong in [0, 4, -1] {
        assert_eq!(guest.call("sock_shutdown", args![connection, wrong]), errno::INVAL);
    }
}

#[test]
fn wrong_arguments_are_refused() {
    let (mut guest, address) = server();
    let _client = TcpStream::connect(address).unwrap();
    assert_eq!(guest.accept(LISTENER, fdflags::APPEND), Err(errno::INVAL));
    assert_eq!(guest.call("sock_accept", args![LISTENER, 0, -1]), errno::FAULT);
    let connection = guest.accept(LISTENER, 0).unwrap();
    assert_eq!(guest.accept(connection, 0), Err(errno::INVAL), "it does not listen");
    assert_eq!(guest.receive(connection, 1, 4), Err(errno::INVAL));
    assert_eq!(guest.receive(LISTENER, 1, 0), Err(errno::NOTCONN));
    assert_eq!(guest.send(LISTENER, b"x"), Err(errno::PIPE));
    guest.vector(&[(BUFFER, 1)]);
    let call = |guest: &mut Guest, name: &str, arguments: &[_]| guest.call(name, arguments);
    assert_eq!(
        call(&mut guest, "sock_send", args![connection, VECTOR, 1, 1, RESULT]),
        errno::INVAL
    );
    assert_eq!(call(&mut guest, "sock_send", args![connection, VECTOR, 1, 0, -1]), errno::FAULT);
    assert_eq!(
        call(&mut guest, "sock_recv", args![connection, VECTOR, 1, 0, RESULT, -1]),
        errno::FAULT
    );
    assert_eq!(
        call(&mut guest, "sock_send", args![connection, VECTOR, 1025, 0, RESULT]),
        errno::INVAL
    );
}

#[test]
fn folders_are_found_behind_a_listener() {
    let folder = tempfile::tempdir().unwrap();
    let (listener, _) = listener();
    let builder = WasiCtx::builder()
        .preopen_path(folder.path(), "/data", Access::ReadOnly)
        .unwrap()
        .tcp_listener(listener);
    let mut guest = Guest::new(builder);
    assert_eq!(guest.call("fd_prestat_get", args![LISTENER, RESULT]), errno::SUCCESS);
    assert_ne!(guest.u32(RESULT), 0, "no folder");
    assert_eq!(guest.call("fd_prestat_dir_name", args![LISTENER, BUFFER, 0]), errno::BADF);
    assert_eq!(guest.call("fd_prestat_get", args![LISTENER + 1, RESULT]), errno::SUCCESS);
    assert_eq!((guest.u32(RESULT), guest.u32(RESULT + 4)), (0, 5));
    assert_eq!(guest.call("fd_prestat_get", args![LISTENER + 2, RESULT]), errno::BADF);
}

#[test]
fn nothing_is_opened_without_a_rule() {
    let (mut guest, _) = server();
    assert_eq!(guest.socket(INET4, STREAM), Err(errno::ACCES));
    assert_eq!(guest.socket(INET4, DATAGRAM), Err(errno::ACCES));
    let (node, length) = guest.path(PATH, "localhost");
    let errno =
        guest.call("sock_getaddrinfo", args![node, length, node, 0, RESULT, RESULT, 1, RESULT + 8]);
    assert_eq!(errno, errno::ACCES);
}

#[test]
fn a_guest_connects_where_it_may() {
    let (listener, address) = listener();
    let (forbidden, elsewhere) = self::listener();
    let mut guest = allowed(&[&address.to_string()]);
    let socket = guest.socket(INET4, STREAM).unwrap();
    assert_eq!(guest.fd_stat(socket).unwrap().0, file_type::SOCKET_STREAM);
    assert_eq!(guest.at("sock_connect", socket, elsewhere), errno::ACCES);
    let mapped = SocketAddr::new("::ffff:127.0.0.1".parse().unwrap(), elsewhere.port());
    assert_eq!(guest.at("sock_connect", socket, mapped), errno::ACCES);
    assert_eq!(guest.at("sock_connect", socket, address), errno::SUCCESS);

    let (mut connection, peer) = listener.accept().unwrap();
    assert_eq!(guest.address_of("sock_getlocaladdr", socket), Ok(peer));
    assert_eq!(guest.address_of("sock_getpeeraddr", socket), Ok(address));
    assert_eq!(guest.send(socket, b"hello"), Ok(5));
    let mut bytes = [0; 5];
    connection.read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"hello");
    connection.write_all(b"there").unwrap();
    assert_eq!(guest.receive(socket, 100, 0).unwrap().0, b"there");

    forbidden.set_nonblocking(true).unwrap();
    assert!(forbidden.accept().is_err(), "nobody came");
}

#[test]
fn a_connection_may_be_made_without_waiting() {
    let (listener, address) = listener();
    let mut guest = allowed(&["localhost"]);
    let socket = guest.socket(INET4, STREAM).unwrap();
    assert_eq!(guest.call("fd_fdstat_set_flags", args![socket, fdflags::NONBLOCK]), 0);
    let errno = guest.at("sock_connect", socket, address);
    assert!([errno::SUCCESS, errno::INPROGRESS].contains(&errno), "{errno}");
    let (mut connection, _) = listener.accept().unwrap();
    connection.write_all(b"x").unwrap();
    guest.wait_until_readable(socket);
    assert_eq!(guest.call("sock_getsockopt", args![socket, 0, 2, BUFFER, 4]), errno::SUCCESS);
    assert_eq!(guest.u32(BUFFER), 0, "no error is pending");
    assert_eq!(guest.receive(socket, 10, 0).unwrap().0, b"x");

    drop(listener);
    let refused = guest.socket(INET4, STREAM).unwrap();
    assert_eq!(guest.at("sock_connect", refused, address), errno::CONNREFUSED);
}

#[test]
fn a_guest_listens_where_a_rule_says() {
    let mut guest = allowed(&["localhost", "*"]);
    let socket = guest.socket(INET4, STREAM).unwrap();
    assert_eq!(guest.call("sock_listen", args![socket, 10]), errno::INVAL, "not bound yet");
    for address in ["0.0.0.0:0", "8.8.8.8:0", "127.0.0.2:0"] {
        assert_eq!(guest.at("sock_bind", socket, address.parse().unwrap()), errno::ACCES);
    }
    assert_eq!(guest.at("sock_bind", socket, "127.0.0.1:0".parse().unwrap()), errno::SUCCESS);
    assert_eq!(guest.call("sock_listen", args![socket, 10]), errno::SUCCESS);
    let address = guest.address_of("sock_getlocaladdr", socket).unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    let connection = guest.accept(socket, 0).unwrap();
    client.write_all(b"hello").unwrap();
    assert_eq!(guest.receive(connection, 10, 0).unwrap().0, b"hello");
    assert_eq!(guest.address_of("sock_getpeeraddr", socket), Err(errno::NOTCONN));
}

#[test]
fn a_guest_that_listens_gets_the_listener_in_its_place() {
    for port in [None, Some(8080)] {
        let (listener, address) = listener();
        let ctx = WasiCtx::builder().tcp_listener_in_place_of(port, listener);
        let mut guest = Guest::new(ctx);
        let [socket, other] = [(); 2].map(|()| guest.socket(INET4, STREAM).unwrap());
        // Somebody else may well be at this address.
        let supposed = "0.0.0.0:8080".parse().unwrap();
        assert_eq!(guest.at("sock_bind", socket, supposed), errno::SUCCESS);
        assert_eq!(guest.accept(socket, 0), Err(errno::INVAL), "it does not listen yet");
        assert_eq!(guest.call("sock_listen", args![socket, 1]), errno::SUCCESS);
        assert_eq!(guest.address_of("sock_getlocaladdr", socket), Ok(supposed));
        let mut client = TcpStream::connect(address).unwrap();
        let connection = guest.accept(socket, 0).unwrap();
        client.write_all(b"hello").unwrap();
        assert_eq!(guest.receive(connection, 10, 0).unwrap().0, b"hello");

        // That is all that it may do.
        for denied in ["127.0.0.1:8081", "0.0.0.0:0"] {
            assert_eq!(guest.at("sock_bind", other, denied.parse().unwrap()), errno::ACCES);
        }
        assert_eq!(guest.at("sock_connect", other, address), errno::ACCES);
        let datagrams = guest.socket(INET4, DATAGRAM).unwrap();
        assert_eq!(guest.at("sock_bind", datagrams, supposed), errno::ACCES);
    }
}

#[test]
fn datagrams_go_and_come() {
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    let peer_address = peer.local_addr().unwrap();
    let mut guest = allowed(&[&peer_address.to_string()]);
    let socket = guest.socket(INET4, DATAGRAM).unwrap();
    assert_eq!(guest.fd_stat(socket).unwrap().0, file_type::SOCKET_DATAGRAM);
    let send_to = |guest: &mut Guest, address: SocketAddr| {
        guest.put(BUFFER, b"hello");
        guest.vector(&[(BUFFER, 2), (BUFFER + 2, 3)]);
        guest.address(address.ip());
        let port = u32::from(address.port());
        guest.call("sock_send_to", args![socket, VECTOR, 2, RECORD, port, 0, RESULT])
    };
    assert_eq!(send_to(&mut guest, stranger.local_addr().unwrap()), errno::ACCES);
    assert_eq!(send_to(&mut guest, peer_address), errno::SUCCESS);
    let mut bytes = [0; 100];
    let (length, from) = peer.recv_from(&mut bytes).unwrap();
    assert_eq!(bytes[..length], *b"hello");

    // Somebody whom the guest may not speak to is not heard.
    stranger.send_to(b"psst", from).unwrap();
    peer.send_to(b"answer", from).unwrap();
    guest.vector(&[(BUFFER, 4)]);
    guest.put(RECORD, &[ADDRESS.to_le_bytes(), 128_u32.to_le_bytes()].concat());
    let errno =
        guest.call("sock_recv_from", args![socket, VECTOR, 1, RECORD, 0, PORT, RESULT, RESULT + 4]);
    assert_eq!(errno, errno::SUCCESS);
    assert_eq!(guest.get(BUFFER, guest.u32(RESULT)), b"answ");
    assert_eq!(guest.get(RESULT + 4, 1), [1], "there was more of it");
    assert_eq!(guest.stored_address(), peer_address);
    assert_eq!(guest.call("sock_listen", args![socket, 1]), errno::NOTSUP);
}

/// Asks for the addresses of a name; answers those of version 4 with their port.
fn look_up(guest: &mut Guest, name: &str, service: &str) -> Result<Vec<SocketAddr>, i32> {
    const LIST: u32 = 0x2000;
    const COUNT: u32 = 4;
    let entry = |index: u32| LIST + index * 0x100;
    for index in 0..COUNT {
        let next = if index + 1 < COUNT { entry(index + 1) } else { 0 };
        let mut info = [0; 28];
        info[12..16].copy_from_slice(&(entry(index) + 0x20).to_le_bytes());
        info[24..28].copy_from_slice(&next.to_le_bytes());
        guest.put(entry(index), &info);
        let data = entry(index) + 0x40;
        let record = [0_u32.to_le_bytes(), 26_u32.to_le_bytes(), data.to_le_bytes()].concat();
        guest.put(entry(index) + 0x20, &record);
    }
    guest.put(0x1000, &[0, 0, 1, 2, 1, 0, 0, 0]);
    guest.put(0x1100, &entry(0).to_le_bytes());
    let (node, node_length) = guest.path(PATH, name);
    let (port, port_length) = guest.path(PATH + 0x400, service);
    let errno = guest.call(
        "sock_getaddrinfo",
        args![node, node_length, port, port_length, 0x1000, 0x1100, COUNT, RESULT],
    );
    if errno != 0 {
        return Err(errno);
    }
    let address = |index| {
        assert_eq!(guest.get(entry(index) + 2, 3), [1, 2, 1]);
        assert_eq!(guest.u32(entry(index) + 0x20), 1);
        let data = guest.get(entry(index) + 0x40, 6);
        let port = u16::from_be_bytes([data[0], data[1]]);
        SocketAddr::new(<[u8; 4]>::try_from(&data[2..]).unwrap().into(), port)
    };
    Ok((0..guest.u32(RESULT)).map(address).collect())
}

#[test]
fn names_are_looked_up_as_far_as_rules_go() {
    let mut guest = allowed(&["localhost:80", "[::1]:80"]);
    let found = look_up(&mut guest, "localhost\0", "http").unwrap();
    assert_eq!(found, ["127.0.0.1:80".parse().unwrap()]);
    let found = look_up(&mut guest, "10.1.2.3", "8080").unwrap();
    assert_eq!(found, ["10.1.2.3:8080".parse().unwrap()], "that is no question to anybody");
    assert_eq!(look_up(&mut guest, "example.com", "80"), Err(errno::ACCES));
    assert_eq!(look_up(&mut guest, "localhost", "no such service"), Err(errno::INVAL));
    assert_eq!(look_up(&mut guest, "local\0host", ""), Err(errno::INVAL));
    assert_eq!(look_up(&mut guest, &"x".repeat(300), ""), Err(errno::NAMETOOLONG));
    assert_eq!(look_up(&mut guest, "::1", ""), Err(errno::NOENT), "not of the family asked for");
}

/// The resolver of this machine knows that this name is this machine: just what a name does that
/// was made to lead inside.
#[test]
fn a_name_that_leads_inside_is_of_no_use() {
    let (inside, address) = listener();
    let mut guest = allowed(&["*"]);
    assert_eq!(look_up(&mut guest, "localhost", "80"), Err(errno::ACCES));
    let socket = guest.socket(INET4, STREAM).unwrap();
    assert_eq!(guest.at("sock_connect", socket, address), errno::ACCES);
    inside.set_nonblocking(true).unwrap();
    assert!(inside.accept().is_err(), "nobody came");
}

#[test]
fn options_are_those_that_are_known() {
    let mut guest = allowed(&["localhost"]);
    let socket = guest.socket(INET4, STREAM).unwrap();
    let set = |guest: &mut Guest, option: i32, bytes: &[u8]| {
        guest.put(BUFFER, bytes);
        guest.call("sock_setsockopt", args![socket, 0, option, BUFFER, bytes.len() as u32])
    };
    let get = |guest: &mut Guest, option: i32, length: u32| {
        guest.put(RESULT, &length.to_le_bytes());
        match guest.call("sock_getsockopt", args![socket, 0, option, BUFFER, RESULT]) {
            0 => Ok(guest.get(BUFFER, guest.u32(RESULT))),
            errno => Err(errno),
        }
    };
    for option in [0, 7] {
        assert_eq!(set(&mut guest, option, &1_u32.to_le_bytes()), errno::SUCCESS);
        assert_ne!(get(&mut guest, option, 4).unwrap(), [0; 4]);
    }
    assert_eq!(get(&mut guest, 1, 4).unwrap(), 2_u32.to_le_bytes(), "a stream");
    assert_eq!(get(&mut guest, 13, 4).unwrap(), [0; 4], "it does not listen");
    assert_eq!(set(&mut guest, 6, &u32::MAX.to_le_bytes()), errno::SUCCESS);

    let half = [3_u64.to_le_bytes(), 500_000_u64.to_le_bytes()].concat();
    assert_eq!(set(&mut guest, 11, &half), errno::SUCCESS);
    assert_eq!(get(&mut guest, 11, 16).unwrap(), half);
    assert_eq!(get(&mut guest, 11, 8), Err(errno::INVAL));
    assert_eq!(set(&mut guest, 12, &[0xff; 16]), errno::INVAL);
    assert_eq!(set(&mut guest, 0, &[1]), errno::INVAL);
    assert_eq!(set(&mut guest, 14, &[0; 4]), errno::NOPROTOOPT);
    assert_eq!(guest.call("sock_getsockopt", args![socket, 6, 0, BUFFER, 4]), errno::NOPROTOOPT);
    assert_eq!(guest.call("sock_getsockopt", args![socket, 0, 0, BUFFER, -1]), errno::FAULT);
}

#[test]
fn waiting_ends_with_the_time_that_was_set() {
    let (mut guest, address) = server();
    let _client = TcpStream::connect(address).unwrap();
    let connection = guest.accept(LISTENER, 0).unwrap();
    guest.put(BUFFER, &[0_u64.to_le_bytes(), 1000_u64.to_le_bytes()].concat());
    assert_eq!(guest.call("sock_setsockopt", args![connection, 0, 11, BUFFER, 16]), 0);
    assert_eq!(guest.receive(connection, 10, 0), Err(errno::AGAIN));
}

#[test]
fn records_that_lie_are_refused() {
    let mut guest = allowed(&["localhost"]);
    let socket = guest.socket(INET6, STREAM).unwrap();
    for (buffer, size, expected) in [
        (ADDRESS, 5, errno::INVAL),
        (ADDRESS, 128, errno::AFNOSUPPORT),
        (u32::MAX, 16, errno::FAULT),
        (ADDRESS, u32::MAX, errno::INVAL),
    ] {
        guest.put(RECORD, &[buffer.to_le_bytes(), size.to_le_bytes()].concat());
        assert_eq!(guest.call("sock_connect", args![socket, RECORD, 80]), expected, "{size}");
    }
    guest.address("::1".parse().unwrap());
    assert_eq!(guest.call("sock_bind", args![socket, RECORD, 65536]), errno::INVAL);
    assert_eq!(guest.call("sock_bind", args![socket, -4, 80]), errno::FAULT);
    assert_eq!(guest.call("sock_bind", args![99, RECORD, 80]), errno::BADF);
    assert_eq!(guest.socket(3, STREAM), Err(errno::AFNOSUPPORT));
    assert_eq!(guest.socket(INET4, 3), Err(errno::INVAL));
}

#[test]
fn sockets_count_as_descriptors() {
    let builder = WasiCtx::builder().allow_net("localhost".parse().unwrap()).max_descriptors(5);
    let mut guest = Guest::new(builder);
    let first = guest.socket(INET4, STREAM).unwrap();
    guest.socket(INET4, DATAGRAM).unwrap();
    assert_eq!(guest.socket(INET4, STREAM), Err(errno::MFILE));
    guest.close(first);
    assert!(guest.socket(INET4, STREAM).is_ok());
}
