//! The functions of preview 1, for sockets that are there already.

use std::net::Shutdown;

use super::{
    address::AddressRecord,
    open::{OpenSocket, Received, Receiving},
};
use crate::wasi::{
    ctx::WasiCtx,
    descriptor::{Descriptor, DescriptorTable, Object},
    errno::Errno,
    memory::GuestMemory,
    quota::Room,
    types::{Fd, FdFlags, Pointer, Rights, parse_flags},
};

/// How to receive: leave the bytes there, and wait for all of them.
const PEEK: u32 = 1;
const WAIT_FOR_ALL: u32 = 2;

/// There was more of the datagram than fitted.
const TRUNCATED: u16 = 1;

/// The directions that are shut down.
const READING: u32 = 1;
const WRITING: u32 = 2;
const BOTH: u32 = READING | WRITING;

/// A socket, for something that needs these rights.
pub(super) fn socket(
    descriptors: &mut DescriptorTable,
    fd: Fd,
    needed: Rights,
) -> Result<&mut OpenSocket, Errno> {
    descriptors.get_mut(fd, needed)?.socket()
}

pub(in crate::wasi) fn sock_accept(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    flags: u32,
    accepted: Pointer,
) -> Result<(), Errno> {
    memory.check(accepted, 4)?;
    let flags = parse_flags!(FdFlags, flags)?;
    if !FdFlags::NONBLOCK.contains(flags) {
        return Err(Errno::Inval);
    }
    let interruption = ctx.interruption.as_ref();
    ctx.descriptors.get(fd, Rights::SOCK_ACCEPT)?;
    ctx.descriptors.must_have_room()?;
    let listener = socket(&mut ctx.descriptors, fd, Rights::SOCK_ACCEPT)?;
    let connection = Object::Socket(listener.accept(flags, interruption)?);
    let parent = ctx.descriptors.get(fd, Rights::empty())?;
    let descriptor = Descriptor::inherit(connection, parent);
    let fd = ctx.descriptors.insert(descriptor)?;
    memory.write_u32(accepted, fd)
}

#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(in crate::wasi) fn sock_recv(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    count: u32,
    flags: u32,
    received: Pointer,
    received_flags: Pointer,
) -> Result<(), Errno> {
    let to = Destination { vectors, count, flags, received, received_flags };
    receive(ctx, memory, fd, to).map(drop)
}

/// Where the guest wants what is received.
#[derive(Clone, Copy)]
pub(super) struct Destination {
    pub(super) vectors: Pointer,
    pub(super) count: u32,
    pub(super) flags: u32,
    pub(super) received: Pointer,
    pub(super) received_flags: Pointer,
}

pub(super) fn receive(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    to: Destination,
) -> Result<Received, Errno> {
    memory.check(to.received, 4)?;
    memory.check(to.received_flags, 2)?;
    if to.flags & !(PEEK | WAIT_FOR_ALL) != 0 {
        return Err(Errno::Inval);
    }
    let how = Receiving { peek: to.flags & PEEK != 0, wait_for_all: to.flags & WAIT_FOR_ALL != 0 };
    let socket = socket(&mut ctx.descriptors, fd, Rights::FD_READ)?;
    let mut buffers = memory.scatter(to.vectors, to.count)?;
    let got = socket.receive(&mut buffers, how, &ctx.network, ctx.interruption.as_ref())?;
    drop(buffers);
    memory.write_u32(to.received, got.bytes as u32)?;
    let flags = if got.truncated { TRUNCATED } else { 0 };
    memory.write(to.received_flags, &flags.to_le_bytes())?;
    Ok(got)
}

pub(in crate::wasi) fn sock_send(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    count: u32,
    flags: u32,
    sent: Pointer,
) -> Result<(), Errno> {
    send(ctx, memory, fd, Outgoing { vectors, count, flags, sent, to: None })
}

/// What the guest wants to send.
#[derive(Clone, Copy)]
pub(super) struct Outgoing {
    pub(super) vectors: Pointer,
    pub(super) count: u32,
    pub(super) flags: u32,
    pub(super) sent: Pointer,
    /// The address, and the port, that a datagram is for: whom the socket is connected to otherwise.
    pub(super) to: Option<(Pointer, u32)>,
}

pub(super) fn send(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    what: Outgoing,
) -> Result<(), Errno> {
    memory.check(what.sent, 4)?;
    if what.flags != 0 {
        return Err(Errno::Inval);
    }
    let socket = socket(&mut ctx.descriptors, fd, Rights::FD_WRITE)?;
    let interruption = ctx.interruption.as_ref();
    let to = match what.to {
        Some((address, port)) => {
            let address = AddressRecord::load(memory, address)?.address(memory, port)?;
            ctx.network.must_reach(address)?;
            Some(address)
        }
        None => None,
    };
    let buffers = memory.gather(what.vectors, what.count, Room::UNLIMITED)?;
    let bytes = match to {
        Some(address) => socket.send_to(&buffers, address, interruption)?,
        None => socket.write(&buffers, interruption)?,
    };
    drop(buffers);
    memory.write_u32(what.sent, bytes as u32)
}

pub(in crate::wasi) fn sock_shutdown(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    how: u32,
) -> Result<(), Errno> {
    let socket = socket(&mut ctx.descriptors, fd, Rights::SOCK_SHUTDOWN)?;
    let how = match how {
        READING => Shutdown::Read,
        WRITING => Shutdown::Write,
        BOTH => Shutdown::Both,
        _ => return Err(Errno::Inval),
    };
    Ok(socket.shut_down(how)?)
}
