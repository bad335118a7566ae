//! The extension: sockets that the guest opens by itself, under the rules for its network.

use std::net::SocketAddr;

use super::{
    address::{AddressRecord, Family},
    open::OpenSocket,
    preview_1::{Destination, Outgoing, receive, send, socket},
};
use crate::wasi::{
    ctx::WasiCtx,
    descriptor::{Descriptor, Object},
    errno::Errno,
    memory::GuestMemory,
    types::{Fd, Pointer, Rights},
};

/// The numbers of kinds of sockets.
pub(super) const DATAGRAM: u32 = 1;
pub(super) const STREAM: u32 = 2;

pub(in crate::wasi) fn sock_open(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    family: u32,
    kind: u32,
    opened: Pointer,
) -> Result<(), Errno> {
    memory.check(opened, 4)?;
    ctx.network.must_exist()?;
    let family = Family::try_from(family)?;
    let datagrams = match kind {
        DATAGRAM => true,
        STREAM => false,
        _ => return Err(Errno::Inval),
    };
    ctx.descriptors.must_have_room()?;
    let object = Object::Socket(OpenSocket::open(family, datagrams)?);
    let fd = ctx.descriptors.insert(Descriptor::new(object))?;
    memory.write_u32(opened, fd)
}

pub(in crate::wasi) fn sock_bind(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    address: Pointer,
    port: u32,
) -> Result<(), Errno> {
    let socket = socket(&mut ctx.descriptors, fd, Rights::empty())?;
    let address = AddressRecord::load(memory, address)?.address(memory, port)?;
    if !socket.is_datagram()
        && let Some(listener) = ctx.network.stand_in(address.port())?
    {
        return Ok(socket.become_listener(listener, address)?);
    }
    ctx.network.must_own(address)?;
    Ok(socket.bind(address)?)
}

pub(in crate::wasi) fn sock_listen(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    backlog: u32,
) -> Result<(), Errno> {
    socket(&mut ctx.descriptors, fd, Rights::empty())?.listen(backlog)
}

pub(in crate::wasi) fn sock_connect(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    address: Pointer,
    port: u32,
) -> Result<(), Errno> {
    let socket = socket(&mut ctx.descriptors, fd, Rights::empty())?;
    let address = AddressRecord::load(memory, address)?.address(memory, port)?;
    ctx.network.must_reach(address)?;
    socket.connect(address, ctx.interruption.as_ref())
}

#[expect(clippy::too_many_arguments, reason = "the signature is the extension's")]
pub(in crate::wasi) fn sock_recv_from(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    count: u32,
    address: Pointer,
    flags: u32,
    port: Pointer,
    received: Pointer,
    received_flags: Pointer,
) -> Result<(), Errno> {
    memory.check(port, 4)?;
    let record = AddressRecord::load(memory, address)?;
    let to = Destination { vectors, count, flags, received, received_flags };
    let from = match receive(ctx, memory, fd, to)?.from {
        Some(from) => from,
        None => socket(&mut ctx.descriptors, fd, Rights::empty())?.peer_address()?,
    };
    record.store(memory, from.ip())?;
    memory.write_u32(port, from.port().into())
}

#[expect(clippy::too_many_arguments, reason = "the signature is the extension's")]
pub(in crate::wasi) fn sock_send_to(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    count: u32,
    address: Pointer,
    port: u32,
    flags: u32,
    sent: Pointer,
) -> Result<(), Errno> {
    let to = Some((address, port));
    send(ctx, memory, fd, Outgoing { vectors, count, flags, sent, to })
}

pub(in crate::wasi) fn sock_getlocaladdr(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    address: Pointer,
    port: Pointer,
) -> Result<(), Errno> {
    let found = socket(&mut ctx.descriptors, fd, Rights::empty())?.local_address()?;
    store(memory, found, address, port)
}

pub(in crate::wasi) fn sock_getpeeraddr(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    address: Pointer,
    port: Pointer,
) -> Result<(), Errno> {
    let found = socket(&mut ctx.descriptors, fd, Rights::empty())?.peer_address()?;
    store(memory, found, address, port)
}

pub(super) fn store(
    memory: &mut GuestMemory<'_>,
    found: SocketAddr,
    address: Pointer,
    port: Pointer,
) -> Result<(), Errno> {
    memory.check(port, 4)?;
    AddressRecord::load(memory, address)?.store(memory, found.ip())?;
    memory.write_u32(port, found.port().into())
}
