//! The walls of folders where the kernel cannot look paths up below one: old kernels, and sandboxes that forbid the call.
#![expect(
    unsafe_code,
    reason = "the call is forbidden between fork and exec, by a filter of the kernel's"
)]

use std::{io, os::unix::process::CommandExt as _, process::Command};

use rustix::{
    fs::{CWD, Mode, OFlags, ResolveFlags},
    io::Errno,
};

/// Lets `openat2` fail as if the kernel did not know it, for this thread and all that come of it.
fn forbid_openat2() -> io::Result<()> {
    const NUMBER_OF_OPENAT2: u32 = 437;
    let instruction = |code: u32, jt, jf, k| libc::sock_filter { code: code as u16, jt, jf, k };
    let unknown = libc::SECCOMP_RET_ERRNO | libc::ENOSYS.cast_unsigned();
    let mut filter = [
        // The number of the call comes first in what the filter looks at.
        instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        instruction(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 0, 1, NUMBER_OF_OPENAT2),
        instruction(libc::BPF_RET | libc::BPF_K, 0, 0, unknown),
        instruction(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
    // SAFETY: these requests read the program, which lives until they return, and nothing else.
    let set = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program) == 0
    };
    if !set {
        return Err(io::Error::last_os_error());
    }
    match rustix::fs::openat2(CWD, ".", OFlags::PATH, Mode::empty(), ResolveFlags::BENEATH) {
        Err(Errno::NOSYS) => Ok(()),
        _ => Err(io::ErrorKind::Other.into()),
    }
}

/// The tests of this program that have to do with paths, once more.
#[expect(clippy::disallowed_methods, reason = "the child is this program, and ends with its tests")]
#[test]
fn folders_hold_without_openat2() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let about_paths =
        ["escapes::", "known_escapes::", "read_only::", "paths::", "directories::", "files::"];
    command.args(about_paths);
    // SAFETY: nothing but system calls happens between fork and exec, on memory that the child has for itself.
    unsafe { command.pre_exec(forbid_openat2) };
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{said}");
    assert!(said.contains("test escapes::a_path_does_not_lead_out ... ok"), "{said}");
}
