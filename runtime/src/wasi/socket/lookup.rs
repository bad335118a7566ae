//! `sock_getaddrinfo`: the addresses of a name, in a list that the guest has prepared.

use std::net::{IpAddr, SocketAddr};

use super::{
    address::{Family, octets},
    extension::{DATAGRAM, STREAM},
};
use crate::wasi::{
    ctx::WasiCtx,
    errno::Errno,
    memory::{GuestMemory, field},
    network::resolve,
    types::Pointer,
};

/// Longer names of hosts do not exist, nor longer ones of services; both may end with a zero.
const MAX_NAME_BYTES: u32 = 256;

/// How long an entry of the list is, and where its fields are.
const INFO_BYTES: usize = 28;
const INFO_ADDRESS: usize = 12;
const INFO_NEXT: usize = 24;

/// What the guest wants to know of.
struct Hints {
    family: Option<Family>,
    /// The kind of socket, by its number.
    kind: u32,
}

impl Hints {
    fn load(memory: &GuestMemory<'_>, at: Pointer) -> Result<Self, Errno> {
        let [_, _, family, kind, ..] = *memory.record::<INFO_BYTES>(at, 0)?;
        let family = if family == 0 { None } else { Some(Family::try_from(u32::from(family))?) };
        let kind = if u32::from(kind) == DATAGRAM { DATAGRAM } else { STREAM };
        Ok(Self { family, kind })
    }

    /// The number of the protocol that such sockets speak.
    fn protocol(&self) -> u8 {
        if self.kind == DATAGRAM { 2 } else { 1 }
    }
}

#[expect(clippy::too_many_arguments, reason = "the signature is the extension's")]
pub(in crate::wasi) fn sock_getaddrinfo(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    node: Pointer,
    node_length: u32,
    service: Pointer,
    service_length: u32,
    hints: Pointer,
    results: Pointer,
    max_results: u32,
    count: Pointer,
) -> Result<(), Errno> {
    memory.check(count, 4)?;
    let name = text(memory, node, node_length)?.to_owned();
    let port = port(text(memory, service, service_length)?)?;
    let hints = Hints::load(memory, hints)?;
    let mut entry = field::u32(memory.record::<4>(results, 0)?, 0);
    let addresses = addresses(ctx, &name)?;
    let wanted = addresses
        .into_iter()
        .filter(|address| hints.family.is_none_or(|family| family == Family::of(*address)));
    let mut stored = 0;
    for address in wanted.take(max_results as usize) {
        entry = store(memory, entry, SocketAddr::new(address, port), &hints)?;
        stored += 1;
        if entry == 0 {
            break;
        }
    }
    if stored == 0 { Err(Errno::Noent) } else { memory.write_u32(count, stored) }
}

/// The addresses of a name, as far as the guest may know of them.
fn addresses(ctx: &mut WasiCtx, name: &str) -> Result<Vec<IpAddr>, Errno> {
    if let Ok(address) = name.parse() {
        ctx.network.must_exist()?;
        return Ok(vec![address]);
    }
    ctx.network.must_look_up(name)?;
    let mut addresses = resolve(name, ctx.interruption.as_ref())?;
    ctx.network.admit(name, &mut addresses);
    if addresses.is_empty() { Err(Errno::Acces) } else { Ok(addresses) }
}

/// Fills an entry of the list; answers where the next one is, or 0.
fn store(
    memory: &mut GuestMemory<'_>,
    at: Pointer,
    address: SocketAddr,
    hints: &Hints,
) -> Result<Pointer, Errno> {
    let info = *memory.record::<INFO_BYTES>(at, 0)?;
    let record = field::u32(&info, INFO_ADDRESS);
    let target: [u8; 12] = *memory.record(record, 0)?;
    let (room, data) = (field::u32(&target, 4), field::u32(&target, 8));

    let mut bytes = address.port().to_be_bytes().to_vec();
    bytes.extend(octets(address.ip()));
    // Libraries say that there is room for 14 bytes as `sockaddr` has it, and have 26.
    if address.is_ipv4() && (bytes.len() as u32) > room {
        return Err(Errno::Inval);
    }
    memory.write(data, &bytes)?;
    let family = Family::of(address.ip());
    memory.write_u32(record, family as u32)?;
    memory.write_u32(record + 4, bytes.len() as u32)?;

    memory.write(at + 2, &[family as u8, hints.kind as u8, hints.protocol()])?;
    memory.write_u32(at + 8, bytes.len() as u32)?;
    Ok(field::u32(&info, INFO_NEXT))
}

/// A text that may end with a zero.
fn text<'m>(memory: &'m GuestMemory<'_>, at: Pointer, length: u32) -> Result<&'m str, Errno> {
    let bytes = memory.slice(at, length)?;
    if length > MAX_NAME_BYTES {
        return Err(Errno::Nametoolong);
    }
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Errno::Ilseq)?;
    if text.contains('\0') { Err(Errno::Inval) } else { Ok(text) }
}

/// The port of a service: its number, or one of the names that programs use.
fn port(service: &str) -> Result<u16, Errno> {
    match service {
        "" => Ok(0),
        "http" => Ok(80),
        "https" => Ok(443),
        number => number.parse().map_err(|_| Errno::Inval),
    }
}
