//! The options of sockets.

use std::time::Duration;

use super::{
    extension::{DATAGRAM, STREAM},
    open::OpenSocket,
    preview_1::socket,
};
use crate::wasi::{
    ctx::WasiCtx,
    errno::Errno,
    memory::{GuestMemory, field},
    types::{Fd, Pointer, Rights},
};

/// The one level of options that there is: those of any socket.
const SOCKET_LEVEL: u32 = 0;

/// How long most options are, and the time of a timeout: seconds and microseconds.
const NUMBER_BYTES: u32 = 4;
const TIME_BYTES: u32 = 16;

/// The most that a guest's socket may buffer on the host in each direction.
const MAX_BUFFER_BYTES: u32 = 1 << 20;

/// The numbers of options, as far as they are known here.
mod name {
    pub(super) const REUSE_ADDRESS: u32 = 0;
    pub(super) const TYPE: u32 = 1;
    pub(super) const ERROR: u32 = 2;
    pub(super) const BROADCAST: u32 = 4;
    pub(super) const SEND_BUFFER: u32 = 5;
    pub(super) const RECEIVE_BUFFER: u32 = 6;
    pub(super) const KEEP_ALIVE: u32 = 7;
    pub(super) const RECEIVE_TIMEOUT: u32 = 11;
    pub(super) const SEND_TIMEOUT: u32 = 12;
    pub(super) const ACCEPTS: u32 = 13;
}

pub(in crate::wasi) fn sock_getsockopt(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    level: u32,
    option: u32,
    value: Pointer,
    size: u32,
) -> Result<(), Errno> {
    let socket = socket(&mut ctx.descriptors, fd, Rights::empty())?;
    if level != SOCKET_LEVEL {
        return Err(Errno::Noprotoopt);
    }
    let bytes = get(socket, option)?;
    let length = bytes.len() as u32;
    // WasmEdge has a pointer to the size here. Go's library passes the size itself, which no guest
    // has anything at that it points to.
    if size != NUMBER_BYTES {
        let room = field::u32(memory.record::<4>(size, 0)?, 0);
        if room < length {
            return Err(Errno::Inval);
        }
        memory.write_u32(size, length)?;
    } else if length != NUMBER_BYTES {
        return Err(Errno::Inval);
    }
    memory.write(value, &bytes)
}

fn get(socket: &OpenSocket, option: u32) -> Result<Vec<u8>, Errno> {
    let host = socket.host();
    let number = match option {
        name::REUSE_ADDRESS => u32::from(host.reuse_address()?),
        name::TYPE if socket.is_datagram() => DATAGRAM,
        name::TYPE => STREAM,
        name::ERROR => host.take_error()?.map_or(0, |error| Errno::from(error) as u32),
        name::BROADCAST => u32::from(host.broadcast()?),
        name::SEND_BUFFER => saturate(host.send_buffer_size()?),
        name::RECEIVE_BUFFER => saturate(host.recv_buffer_size()?),
        name::KEEP_ALIVE => u32::from(host.keepalive()?),
        name::ACCEPTS => u32::from(socket.is_listening),
        name::RECEIVE_TIMEOUT => return Ok(time_bytes(socket.receive_timeout)),
        name::SEND_TIMEOUT => return Ok(time_bytes(socket.send_timeout)),
        _ => return Err(Errno::Noprotoopt),
    };
    Ok(number.to_le_bytes().to_vec())
}

pub(in crate::wasi) fn sock_setsockopt(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    level: u32,
    option: u32,
    value: Pointer,
    size: u32,
) -> Result<(), Errno> {
    let socket = socket(&mut ctx.descriptors, fd, Rights::empty())?;
    if level != SOCKET_LEVEL {
        return Err(Errno::Noprotoopt);
    }
    if matches!(option, name::RECEIVE_TIMEOUT | name::SEND_TIMEOUT) {
        if size != TIME_BYTES {
            return Err(Errno::Inval);
        }
        let timeout = time(memory.record(value, 0)?)?;
        match option {
            name::RECEIVE_TIMEOUT => socket.receive_timeout = timeout,
            _ => socket.send_timeout = timeout,
        }
        return Ok(());
    }
    if size != NUMBER_BYTES {
        return Err(Errno::Inval);
    }
    set(socket, option, field::u32(memory.record::<4>(value, 0)?, 0))
}

fn set(socket: &OpenSocket, option: u32, number: u32) -> Result<(), Errno> {
    let host = socket.host();
    let buffer = number.min(MAX_BUFFER_BYTES) as usize;
    match option {
        name::REUSE_ADDRESS => host.set_reuse_address(number != 0)?,
        name::BROADCAST => host.set_broadcast(number != 0)?,
        name::SEND_BUFFER => host.set_send_buffer_size(buffer)?,
        name::RECEIVE_BUFFER => host.set_recv_buffer_size(buffer)?,
        name::KEEP_ALIVE => host.set_keepalive(number != 0)?,
        _ => return Err(Errno::Noprotoopt),
    }
    Ok(())
}

fn saturate(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// No time at all stands for waiting as long as it takes.
fn time(bytes: &[u8; TIME_BYTES as usize]) -> Result<Option<Duration>, Errno> {
    let (seconds, micros) = (field::u64(bytes, 0), field::u64(bytes, 8));
    if i64::try_from(seconds).is_err() || micros >= 1_000_000 {
        return Err(Errno::Inval);
    }
    let time = Duration::from_secs(seconds) + Duration::from_micros(micros);
    Ok(if time.is_zero() { None } else { Some(time) })
}

fn time_bytes(time: Option<Duration>) -> Vec<u8> {
    let time = time.unwrap_or_default();
    let micros = u64::from(time.subsec_micros());
    [time.as_secs().to_le_bytes(), micros.to_le_bytes()].concat()
}
