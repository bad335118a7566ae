//! The first form of three functions, which `wasmedge_wasi_socket` still imports.

use super::{extension::store, preview_1};
use crate::wasi::{
    ctx::WasiCtx,
    errno::Errno,
    memory::GuestMemory,
    types::{Fd, Pointer, Rights},
};

/// Without flags.
pub(in crate::wasi) fn first_sock_accept(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    accepted: Pointer,
) -> Result<(), Errno> {
    preview_1::sock_accept(ctx, memory, fd, 0, accepted)
}

/// With the version of the address apart from it.
pub(in crate::wasi) fn first_sock_getlocaladdr(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    address: Pointer,
    version: Pointer,
    port: Pointer,
) -> Result<(), Errno> {
    memory.check(version, 4)?;
    let socket = preview_1::socket(&mut ctx.descriptors, fd, Rights::empty())?;
    let found = socket.local_address()?;
    store(memory, found, address, port)?;
    memory.write_u32(version, if found.is_ipv4() { 4 } else { 6 })
}

/// With the version of the address apart from it.
pub(in crate::wasi) fn first_sock_getpeeraddr(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    address: Pointer,
    version: Pointer,
    port: Pointer,
) -> Result<(), Errno> {
    memory.check(version, 4)?;
    let socket = preview_1::socket(&mut ctx.descriptors, fd, Rights::empty())?;
    let found = socket.peer_address()?;
    store(memory, found, address, port)?;
    memory.write_u32(version, if found.is_ipv4() { 4 } else { 6 })
}
