//! The functions, numbers and records of WASI, written down a second time: for the tests.

/// All functions of preview 1 with their parameters, `i` for `i32` and `I` for `i64`. All but
/// `proc_exit` return an `i32`.
pub(crate) const FUNCTIONS: [(&str, &str); 46] = [
    ("args_get", "ii"),
    ("args_sizes_get", "ii"),
    ("environ_get", "ii"),
    ("environ_sizes_get", "ii"),
    ("clock_res_get", "ii"),
    ("clock_time_get", "iIi"),
    ("fd_advise", "iIIi"),
    ("fd_allocate", "iII"),
    ("fd_close", "i"),
    ("fd_datasync", "i"),
    ("fd_fdstat_get", "ii"),
    ("fd_fdstat_set_flags", "ii"),
    ("fd_fdstat_set_rights", "iII"),
    ("fd_filestat_get", "ii"),
    ("fd_filestat_set_size", "iI"),
    ("fd_filestat_set_times", "iIIi"),
    ("fd_pread", "iiiIi"),
    ("fd_prestat_get", "ii"),
    ("fd_prestat_dir_name", "iii"),
    ("fd_pwrite", "iiiIi"),
    ("fd_read", "iiii"),
    ("fd_readdir", "iiiIi"),
    ("fd_renumber", "ii"),
    ("fd_seek", "iIii"),
    ("fd_sync", "i"),
    ("fd_tell", "ii"),
    ("fd_write", "iiii"),
    ("path_create_directory", "iii"),
    ("path_filestat_get", "iiiii"),
    ("path_filestat_set_times", "iiiiIIi"),
    ("path_link", "iiiiiii"),
    ("path_open", "iiiiiIIii"),
    ("path_readlink", "iiiiii"),
    ("path_remove_directory", "iii"),
    ("path_rename", "iiiiii"),
    ("path_symlink", "iiiii"),
    ("path_unlink_file", "iii"),
    ("poll_oneoff", "iiii"),
    ("proc_exit", "i"),
    ("proc_raise", "i"),
    ("sched_yield", ""),
    ("random_get", "ii"),
    ("sock_accept", "iii"),
    ("sock_recv", "iiiiii"),
    ("sock_send", "iiiii"),
    ("sock_shutdown", "ii"),
];

/// The functions of the extension for sockets, likewise.
pub(crate) const EXTENSION: [(&str, &str); 11] = [
    ("sock_open", "iii"),
    ("sock_bind", "iii"),
    ("sock_listen", "ii"),
    ("sock_connect", "iii"),
    ("sock_recv_from", "iiiiiiii"),
    ("sock_send_to", "iiiiiii"),
    ("sock_getlocaladdr", "iii"),
    ("sock_getpeeraddr", "iii"),
    ("sock_getsockopt", "iiiii"),
    ("sock_setsockopt", "iiiii"),
    ("sock_getaddrinfo", "iiiiiiii"),
];

/// The numbers of errors, as far as tests expect them.
pub(crate) mod errno {
    pub(crate) const SUCCESS: i32 = 0;
    pub(crate) const ACCES: i32 = 2;
    pub(crate) const AFNOSUPPORT: i32 = 5;
    pub(crate) const AGAIN: i32 = 6;
    pub(crate) const BADF: i32 = 8;
    pub(crate) const CONNREFUSED: i32 = 14;
    pub(crate) const DQUOT: i32 = 19;
    pub(crate) const EXIST: i32 = 20;
    pub(crate) const FAULT: i32 = 21;
    pub(crate) const FBIG: i32 = 22;
    pub(crate) const INPROGRESS: i32 = 26;
    pub(crate) const INVAL: i32 = 28;
    pub(crate) const ISDIR: i32 = 31;
    pub(crate) const LOOP: i32 = 32;
    pub(crate) const MFILE: i32 = 33;
    pub(crate) const NAMETOOLONG: i32 = 37;
    pub(crate) const NOENT: i32 = 44;
    pub(crate) const NOPROTOOPT: i32 = 50;
    pub(crate) const NOSPC: i32 = 51;
    pub(crate) const NOTCONN: i32 = 53;
    pub(crate) const NOTDIR: i32 = 54;
    pub(crate) const NOTEMPTY: i32 = 55;
    pub(crate) const NOTSOCK: i32 = 57;
    pub(crate) const NOTSUP: i32 = 58;
    pub(crate) const PERM: i32 = 63;
    pub(crate) const PIPE: i32 = 64;
    pub(crate) const ROFS: i32 = 69;
    pub(crate) const SPIPE: i32 = 70;
    pub(crate) const XDEV: i32 = 75;
    pub(crate) const NOTCAPABLE: i32 = 76;
}

pub(crate) mod rights {
    pub(crate) const FD_READ: i64 = 1 << 1;
    pub(crate) const FD_SEEK: i64 = 1 << 2;
    pub(crate) const FD_TELL: i64 = 1 << 5;
    pub(crate) const FD_WRITE: i64 = 1 << 6;
    pub(crate) const PATH_FILESTAT_SET_SIZE: i64 = 1 << 19;
    pub(crate) const SOCK_ACCEPT: i64 = 1 << 29;
}

pub(crate) mod oflags {
    pub(crate) const CREATE: i32 = 1;
    pub(crate) const DIRECTORY: i32 = 2;
    pub(crate) const EXCLUSIVE: i32 = 4;
    pub(crate) const TRUNCATE: i32 = 8;
}

pub(crate) mod fdflags {
    pub(crate) const APPEND: i32 = 1;
    pub(crate) const NONBLOCK: i32 = 4;
    pub(crate) const SYNC: i32 = 16;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileStat {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) file_type: u8,
    pub(crate) links: u64,
    pub(crate) size: u64,
    pub(crate) accessed: u64,
    pub(crate) modified: u64,
    pub(crate) changed: u64,
}

pub(crate) mod file_type {
    pub(crate) const UNKNOWN: u8 = 0;
    pub(crate) const SOCKET_DATAGRAM: u8 = 5;
    pub(crate) const SOCKET_STREAM: u8 = 6;
    pub(crate) const CHARACTER_DEVICE: u8 = 2;
    pub(crate) const DIRECTORY: u8 = 3;
    pub(crate) const REGULAR_FILE: u8 = 4;
    pub(crate) const SYMBOLIC_LINK: u8 = 7;
}
