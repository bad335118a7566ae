//! The error numbers of WASI, and how the host's errors become them.

use std::io;

use super::platform;

/// What a WASI function answers when it did not succeed.
///
/// The numbers are those of the specification; those that nothing here answers are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only some hosts know them all"))]
pub(super) enum Errno {
    /// Permission denied.
    Acces = 2,
    /// Address in use.
    Addrinuse = 3,
    /// Address not available here.
    Addrnotavail = 4,
    /// Address family not supported.
    Afnosupport = 5,
    /// Resource unavailable: the operation would block.
    Again = 6,
    /// Connection already in progress.
    Already = 7,
    /// Bad file descriptor.
    Badf = 8,
    /// Device or resource busy.
    Busy = 10,
    /// Operation cancelled.
    Canceled = 11,
    /// Connection aborted.
    Connaborted = 13,
    /// Connection refused.
    Connrefused = 14,
    /// Connection reset.
    Connreset = 15,
    /// The resource would deadlock.
    Deadlk = 16,
    /// Destination address required.
    Destaddrreq = 17,
    /// Disk quota exceeded.
    Dquot = 19,
    /// File exists.
    Exist = 20,
    /// Bad address: a pointer outside the guest's memory.
    Fault = 21,
    /// File too large.
    Fbig = 22,
    /// Host is unreachable.
    Hostunreach = 23,
    /// Illegal byte sequence: text that is not UTF-8.
    Ilseq = 25,
    /// Operation in progress.
    Inprogress = 26,
    /// Interrupted function.
    Intr = 27,
    /// Invalid argument.
    Inval = 28,
    /// Input/output error.
    Io = 29,
    /// Socket is connected.
    Isconn = 30,
    /// Is a directory.
    Isdir = 31,
    /// Too many levels of symbolic links.
    Loop = 32,
    /// Too many open descriptors.
    Mfile = 33,
    /// Too many links.
    Mlink = 34,
    /// Message too large.
    Msgsize = 35,
    /// Name too long.
    Nametoolong = 37,
    /// Network is down.
    Netdown = 38,
    /// Connection aborted by the network.
    Netreset = 39,
    /// Network unreachable.
    Netunreach = 40,
    /// Too many open files on the host.
    Nfile = 41,
    /// No buffer space available.
    Nobufs = 42,
    /// No such device.
    Nodev = 43,
    /// No such file or directory.
    Noent = 44,
    /// Not enough space in memory.
    Nomem = 48,
    /// Protocol option not available.
    Noprotoopt = 50,
    /// No space left on the device.
    Nospc = 51,
    /// Function not supported.
    Nosys = 52,
    /// The socket is not connected.
    Notconn = 53,
    /// Not a directory.
    Notdir = 54,
    /// Directory not empty.
    Notempty = 55,
    /// Not a socket.
    Notsock = 57,
    /// Not supported.
    Notsup = 58,
    /// Not a terminal.
    Notty = 59,
    /// No such device or address.
    Nxio = 60,
    /// A value does not fit its type.
    Overflow = 61,
    /// Operation not permitted: also what an escape from a folder gets.
    Perm = 63,
    /// Broken pipe.
    Pipe = 64,
    /// Read-only file system.
    Rofs = 69,
    /// Invalid seek.
    Spipe = 70,
    /// Connection timed out.
    Timedout = 73,
    /// Text file busy.
    Txtbsy = 74,
    /// Cross-device link.
    Xdev = 75,
    /// The descriptor gave up the right that this needs.
    Notcapable = 76,
}

/// The number of success, which is no error and so no [`Errno`].
pub(super) const SUCCESS: i32 = 0;

impl From<io::Error> for Errno {
    fn from(error: io::Error) -> Self {
        // Errors that cap-std makes up itself carry no number of the host: an escape from the
        // folder is a `PermissionDenied` of this kind.
        error
            .raw_os_error()
            .and_then(platform::errno_from_raw)
            .unwrap_or_else(|| Self::from_kind(error.kind()))
    }
}

impl Errno {
    fn from_kind(kind: io::ErrorKind) -> Self {
        use io::ErrorKind as Kind;
        match kind {
            Kind::NotFound => Self::Noent,
            Kind::PermissionDenied => Self::Perm,
            Kind::ConnectionReset => Self::Connreset,
            Kind::ConnectionAborted => Self::Connaborted,
            Kind::ConnectionRefused => Self::Connrefused,
            Kind::NotConnected => Self::Notconn,
            Kind::AddrInUse => Self::Addrinuse,
            Kind::AddrNotAvailable => Self::Addrnotavail,
            Kind::HostUnreachable => Self::Hostunreach,
            Kind::NetworkUnreachable => Self::Netunreach,
            Kind::NetworkDown => Self::Netdown,
            Kind::AlreadyExists => Self::Exist,
            Kind::WouldBlock => Self::Again,
            Kind::NotADirectory => Self::Notdir,
            Kind::IsADirectory => Self::Isdir,
            Kind::DirectoryNotEmpty => Self::Notempty,
            Kind::ReadOnlyFilesystem => Self::Rofs,
            Kind::InvalidInput => Self::Inval,
            Kind::InvalidData => Self::Ilseq,
            Kind::TimedOut => Self::Timedout,
            Kind::StorageFull => Self::Nospc,
            Kind::NotSeekable => Self::Spipe,
            Kind::QuotaExceeded => Self::Dquot,
            Kind::FileTooLarge => Self::Fbig,
            Kind::ResourceBusy => Self::Busy,
            Kind::ExecutableFileBusy => Self::Txtbsy,
            Kind::Deadlock => Self::Deadlk,
            Kind::CrossesDevices => Self::Xdev,
            Kind::TooManyLinks => Self::Mlink,
            Kind::InvalidFilename => Self::Nametoolong,
            Kind::BrokenPipe => Self::Pipe,
            Kind::Interrupted => Self::Intr,
            Kind::Unsupported => Self::Notsup,
            Kind::OutOfMemory => Self::Nomem,
            _ => Self::Io,
        }
    }
}

/// For the embedder, who does to a folder in memory what guests do.
impl From<Errno> for io::Error {
    fn from(errno: Errno) -> Self {
        use io::ErrorKind as Kind;
        Self::from(match errno {
            Errno::Noent => Kind::NotFound,
            Errno::Exist => Kind::AlreadyExists,
            Errno::Notdir => Kind::NotADirectory,
            Errno::Isdir => Kind::IsADirectory,
            Errno::Nospc => Kind::StorageFull,
            Errno::Nametoolong => Kind::InvalidFilename,
            Errno::Perm => Kind::PermissionDenied,
            _ => Kind::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_without_a_number_goes_by_its_kind() {
        let escape = io::Error::new(io::ErrorKind::PermissionDenied, "outside");
        assert_eq!(Errno::from(escape), Errno::Perm);
        assert_eq!(Errno::from(io::Error::other("?")), Errno::Io);
    }

    #[cfg(unix)]
    #[test]
    fn an_error_with_a_number_keeps_it() {
        let number = |errno: rustix::io::Errno| Errno::from(io::Error::from(errno));
        assert_eq!(number(rustix::io::Errno::ACCESS), Errno::Acces);
        assert_eq!(number(rustix::io::Errno::PERM), Errno::Perm);
        assert_eq!(number(rustix::io::Errno::LOOP), Errno::Loop);
        assert_eq!(number(rustix::io::Errno::PIPE), Errno::Pipe);
    }
}
