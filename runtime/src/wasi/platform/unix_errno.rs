//! The error numbers of Unix, as those of WASI.

use rustix::io::Errno as Host;

use super::super::errno::Errno;

/// `None` for a number without a counterpart.
pub(in crate::wasi) fn errno_from_raw(number: i32) -> Option<Errno> {
    Some(match Host::from_raw_os_error(number) {
        Host::ACCESS => Errno::Acces,
        Host::AGAIN => Errno::Again,
        Host::BADF => Errno::Badf,
        Host::BUSY => Errno::Busy,
        Host::CANCELED => Errno::Canceled,
        Host::CONNRESET => Errno::Connreset,
        Host::DEADLK => Errno::Deadlk,
        Host::DQUOT => Errno::Dquot,
        Host::EXIST => Errno::Exist,
        Host::FAULT => Errno::Fault,
        Host::FBIG => Errno::Fbig,
        Host::ILSEQ => Errno::Ilseq,
        Host::INTR => Errno::Intr,
        Host::INVAL => Errno::Inval,
        Host::IO => Errno::Io,
        Host::ISDIR => Errno::Isdir,
        Host::LOOP => Errno::Loop,
        Host::MFILE => Errno::Mfile,
        Host::MLINK => Errno::Mlink,
        Host::NAMETOOLONG => Errno::Nametoolong,
        Host::NFILE => Errno::Nfile,
        Host::NODEV => Errno::Nodev,
        Host::NOENT => Errno::Noent,
        Host::NOMEM => Errno::Nomem,
        Host::NOSPC => Errno::Nospc,
        Host::NOSYS => Errno::Nosys,
        Host::NOTDIR => Errno::Notdir,
        Host::NOTEMPTY => Errno::Notempty,
        Host::NOTSOCK => Errno::Notsock,
        Host::NOTTY => Errno::Notty,
        Host::NXIO => Errno::Nxio,
        // On Linux, one number with the next.
        Host::OPNOTSUPP => Errno::Notsup,
        Host::OVERFLOW => Errno::Overflow,
        Host::PERM => Errno::Perm,
        Host::PIPE => Errno::Pipe,
        Host::ROFS => Errno::Rofs,
        Host::SPIPE => Errno::Spipe,
        Host::TIMEDOUT => Errno::Timedout,
        Host::TXTBSY => Errno::Txtbsy,
        Host::XDEV => Errno::Xdev,
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        Host::NOTSUP => Errno::Notsup,
        _ => return None,
    })
}
