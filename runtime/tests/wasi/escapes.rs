//! Attempts to reach what is outside of the folder.

use std::{fs::File, io::Write};

use wasmrun_runtime::wasi::{Access, WasiCtx};

use crate::{
    abi::errno,
    guest::{DIRECTORY, Guest, Open, READ, READ_WRITE, ROOT},
    prison::{Prison, WAYS},
};

fn refused(result: Result<i32, i32>) -> bool {
    result == Err(errno::PERM)
}
#[test]
fn a_path_does_not_lead_out() {
    let mut prison = Prison::new();
    let absolute = prison.folder.path().join("outside/secret");
    let paths = [
        "..",
        "../outside",
        "../outside/secret",
        "../outside/new",
        "sub/../../outside/secret",
        "sub/../../inside/file",
        "./../outside/secret",
        "/",
        "/etc/passwd",
        "//etc/passwd",
        "/file",
        absolute.to_str().unwrap(),
    ];
    for path in paths {
        for how in WAYS {
            let result = prison.guest.open(ROOT, path, how);
            assert!(refused(result), "{path}: {result:?}");
        }
        for name in ["path_create_directory", "path_remove_directory", "path_unlink_file"] {
            assert_ne!(prison.guest.on_path(name, ROOT, path), errno::SUCCESS, "{name} {path}");
        }
        for follow in [false, true] {
            assert_eq!(prison.guest.path_stat(ROOT, follow, path), Err(errno::PERM), "{path}");
        }
        assert!(prison.guest.read_link(ROOT, path, 100).is_err(), "{path}");
        assert_ne!(prison.guest.link((ROOT, path), (ROOT, "stolen")), errno::SUCCESS, "{path}");
        assert_ne!(prison.guest.link((ROOT, "file"), (ROOT, path)), errno::SUCCESS, "{path}");
        assert_ne!(prison.guest.rename((ROOT, path), (ROOT, "stolen")), errno::SUCCESS, "{path}");
        assert_ne!(prison.guest.rename((ROOT, "file"), (ROOT, path)), errno::SUCCESS, "{path}");
        assert_ne!(prison.guest.symlink("file", ROOT, path), errno::SUCCESS, "{path}");
        assert!(prison.holds(), "{path}");
    }
}

#[test]
fn a_directory_below_leads_out_no_more_than_the_folder() {
    let mut prison = Prison::new();
    let sub = prison.guest.open(ROOT, "sub", DIRECTORY).unwrap();
    for how in WAYS {
        // Each descriptor is a folder of its own: not even to its parent.
        assert!(refused(prison.guest.open(sub, "../file", how)));
        assert!(refused(prison.guest.open(sub, "../../outside/secret", how)));
    }
    assert!(prison.holds());
}

#[cfg(unix)]
#[test]
fn links_of_the_hosts_do_not_lead_out() {
    let mut prison = Prison::with_links();
    let paths = [
        "to-file",
        "dangling",
        "relative",
        "relative/",
        "relative/.",
        "relative/secret",
        "relative/new",
        "absolute",
        "absolute/",
        "absolute/secret",
        "chain/secret",
        "sub/up/secret",
        "sub/up/new",
        "parent/outside/secret",
        "parent/inside/file",
        "sub/../relative/secret",
    ];
    for path in paths {
        for how in WAYS {
            let result = prison.guest.open(ROOT, path, how);
            let expected = [errno::PERM, errno::LOOP, errno::NOTDIR, errno::ISDIR, errno::INVAL];
            assert!(result.is_err_and(|errno| expected.contains(&errno)), "{path}: {result:?}");
        }
        assert!(prison.guest.path_stat(ROOT, true, path).is_err(), "{path}");
        let times = prison.guest.path(crate::guest::PATH, path);
        let arguments = crate::guest::args![ROOT, 1, times.0, times.1, 0_i64, 0_i64, 4];
        assert_ne!(prison.guest.call("path_filestat_set_times", arguments), errno::SUCCESS);
        assert!(prison.holds(), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn names_below_a_link_to_the_outside_are_out_of_reach() {
    let mut prison = Prison::with_links();
    for link in ["relative", "absolute", "chain", "sub/up"] {
        let (secret, new) = (format!("{link}/secret"), format!("{link}/new"));
        let guest = &mut prison.guest;
        assert_eq!(guest.on_path("path_unlink_file", ROOT, &secret), errno::PERM);
        assert_eq!(guest.on_path("path_create_directory", ROOT, &new), errno::PERM);
        assert_eq!(guest.on_path("path_remove_directory", ROOT, &new), errno::PERM);
        assert_eq!(guest.symlink("file", ROOT, &new), errno::PERM);
        assert_eq!(guest.link((ROOT, &secret), (ROOT, "stolen")), errno::PERM);
        assert_eq!(guest.link((ROOT, "file"), (ROOT, &new)), errno::PERM);
        assert_eq!(guest.rename((ROOT, &secret), (ROOT, "stolen")), errno::PERM);
        assert_eq!(guest.rename((ROOT, "file"), (ROOT, &new)), errno::PERM);
        assert_eq!(guest.path_stat(ROOT, false, &secret), Err(errno::PERM));
        assert!(guest.read_link(ROOT, &secret, 100).is_err());
        assert!(prison.holds(), "{link}");
    }
    assert!(prison.guest.read_link(ROOT, "absolute", 100).is_err(), "tells nothing of the host");
}

#[test]
fn links_that_the_guest_makes_do_not_lead_out() {
    let mut prison = Prison::new();
    assert_eq!(prison.guest.symlink("/etc", ROOT, "etc"), errno::PERM);
    assert_eq!(prison.guest.symlink("/", ROOT, "root"), errno::PERM);
    // A relative link may be made, since it may be right where it is moved to.
    for (link, target) in [("up", "../outside"), ("sub/up", "../../outside"), ("out", "sub/up")] {
        assert_eq!(prison.guest.symlink(target, ROOT, link), errno::SUCCESS);
        for how in WAYS {
            assert!(prison.guest.open(ROOT, &format!("{link}/secret"), how).is_err());
            assert!(prison.guest.open(ROOT, &format!("{link}/"), how).is_err());
        }
    }
    assert_eq!(prison.guest.rename((ROOT, "sub/up"), (ROOT, "moved")), errno::SUCCESS);
    assert!(prison.guest.open(ROOT, "moved/outside/secret", READ).is_err());
    assert!(prison.holds());
}

#[cfg(unix)]
#[test]
fn a_link_swapped_while_opening_never_wins() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let mut prison = Prison::new();
    let inside = prison.folder.path().join("inside");
    std::fs::create_dir(inside.join("real")).unwrap();
    File::create(inside.join("real/secret")).unwrap().write_all(b"inside").unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (spot, parked) = (inside.join("real"), inside.join("parked"));
            while !done.load(Ordering::Relaxed) {
                std::fs::rename(&spot, &parked).unwrap();
                std::os::unix::fs::symlink("../outside", &spot).unwrap();
                std::fs::remove_file(&spot).unwrap();
                std::fs::rename(&parked, &spot).unwrap();
            }
        });
        let follow = Open { follow: true, ..READ };
        let mut seen = Vec::new();
        let mut attempts = 0;
        // On a busy machine the swapping may win for long: at least one attempt must find the file.
        while attempts < 3000 || seen.is_empty() {
            attempts += 1;
            if let Ok(fd) = prison.guest.open(ROOT, "real/secret", follow) {
                seen.push(prison.guest.read(fd, 100));
                prison.guest.close(fd);
            }
        }
        done.store(true, Ordering::Relaxed);
        assert!(seen.iter().all(|read| *read == Ok(b"inside".to_vec())));
    });
    assert!(prison.holds());
}

/// Somebody moves a directory out of the folder while the guest goes up from it.
#[cfg(unix)]
#[test]
fn a_directory_moved_outside_leads_up_to_nothing_there() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let mut prison = Prison::new();
    let (inside, outside) =
        (prison.folder.path().join("inside"), prison.folder.path().join("outside"));
    std::fs::create_dir(inside.join("sub/moving")).unwrap();
    std::fs::create_dir(inside.join("sub/moving/deep")).unwrap();
    File::create(inside.join("sub/secret")).unwrap().write_all(b"inside").unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (home, abroad) = (inside.join("sub/moving"), outside.join("moving"));
            while !done.load(Ordering::Relaxed) {
                std::fs::rename(&home, &abroad).unwrap();
                std::fs::rename(&abroad, &home).unwrap();
            }
        });
        let (mut seen, mut attempts) = (Vec::new(), 0);
        while attempts < 1000 || seen.is_empty() {
            attempts += 1;
            for path in ["sub/moving/../secret", "sub/moving/deep/../../secret"] {
                if let Ok(fd) = prison.guest.open(ROOT, path, READ) {
                    seen.push(prison.guest.read(fd, 100));
                    prison.guest.close(fd);
                }
            }
            // A descriptor of the directory itself is no way out either, wherever it is now.
            if let Ok(moving) = prison.guest.open(ROOT, "sub/moving", DIRECTORY) {
                assert!(refused(prison.guest.open(moving, "../secret", READ)));
                prison.guest.close(moving);
            }
        }
        done.store(true, Ordering::Relaxed);
        assert!(seen.iter().all(|read| *read == Ok(b"inside".to_vec())));
    });
    assert!(prison.holds());
}

/// In `/proc` there are links that lead to open files and folders without a path.
#[cfg(target_os = "linux")]
#[test]
fn links_without_a_path_do_not_lead_out() {
    use std::os::fd::AsRawFd;
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    File::create(&secret).unwrap().write_all(b"secret").unwrap();
    let file = File::open(&secret).unwrap();
    let folder = File::open(outside.path()).unwrap();
    let builder = WasiCtx::builder().preopen_path("/proc/self", "/", Access::ReadWrite).unwrap();
    let mut guest = Guest::new(builder);
    let (file, folder) = (file.as_raw_fd(), folder.as_raw_fd());
    for path in [
        format!("fd/{file}"),
        format!("fd/{folder}"),
        format!("fd/{folder}/secret"),
        format!("task/../fd/{folder}/secret"),
        "root".to_owned(),
        "root/etc/passwd".to_owned(),
        "cwd/.".to_owned(),
        "exe".to_owned(),
    ] {
        for how in WAYS {
            let result = guest.open(ROOT, &path, how);
            assert!(result.is_err(), "{path}: {result:?}");
        }
        assert!(guest.path_stat(ROOT, true, &path).is_err(), "{path}");
        assert_ne!(guest.link((ROOT, &path), (ROOT, "stolen")), errno::SUCCESS, "{path}");
    }
    assert!(guest.read_link(ROOT, "root", 100).is_err(), "tells nothing of the host");
}

/// A guest may ask for any flags together: what they do to a file outside must be nothing.
#[cfg(unix)]
#[test]
fn no_flags_reach_through_a_dangling_link() {
    let mut prison = Prison::with_links();
    for flags in 0..16 {
        for follow in [false, true] {
            for path in ["dangling", "to-file", "dangling/", "to-file/"] {
                let how = Open { follow, oflags: flags, ..READ_WRITE };
                let opened = prison.guest.open(ROOT, path, how);
                assert!(opened.is_err(), "{path} {flags} {follow}: {opened:?}");
            }
        }
    }
    assert!(prison.holds());
}
