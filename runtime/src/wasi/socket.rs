//! Sockets: a guest has none yet, so that every descriptor is the wrong kind.

use super::{
    ctx::WasiCtx,
    errno::Errno,
    memory::GuestMemory,
    types::{Fd, Pointer, Rights},
};

fn not_a_socket(ctx: &WasiCtx, fd: Fd) -> Result<(), Errno> {
    ctx.descriptors.get(fd, Rights::empty())?;
    Err(Errno::Notsock)
}

pub(super) fn sock_accept(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    _flags: u32,
    _accepted: Pointer,
) -> Result<(), Errno> {
    not_a_socket(ctx, fd)
}

#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(super) fn sock_recv(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    _vectors: Pointer,
    _count: u32,
    _flags: u32,
    _received: Pointer,
    _received_flags: Pointer,
) -> Result<(), Errno> {
    not_a_socket(ctx, fd)
}

pub(super) fn sock_send(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    _vectors: Pointer,
    _count: u32,
    _flags: u32,
    _sent: Pointer,
) -> Result<(), Errno> {
    not_a_socket(ctx, fd)
}

pub(super) fn sock_shutdown(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    _how: u32,
) -> Result<(), Errno> {
    not_a_socket(ctx, fd)
}
