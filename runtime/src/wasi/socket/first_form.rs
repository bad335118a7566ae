//! The first form of three functions, which `wasmedge_wasi_socket` still imports.

use std::net::SocketAddr;

use super::{extension::store, open::OpenSocket, preview_1};
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
    let of = OpenSocket::local_address;
    store_with_version(ctx, memory, fd, of, Places { address, version, port })
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
    let of = OpenSocket::peer_address;
    store_with_version(ctx, memory, fd, of, Places { address, version, port })
}

/// Where the guest wants an address in three parts.
#[derive(Clone, Copy)]
struct Places {
    address: Pointer,
    version: Pointer,
    port: Pointer,
}

/// Stores one of a socket's two addresses.
fn store_with_version(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    of: fn(&OpenSocket) -> Result<SocketAddr, Errno>,
    to: Places,
) -> Result<(), Errno> {
    memory.check(to.version, 4)?;
    let found = of(preview_1::socket(&mut ctx.descriptors, fd, Rights::empty())?)?;
    store(memory, found, to.address, to.port)?;
    memory.write_u32(to.version, if found.is_ipv4() { 4 } else { 6 })
}
