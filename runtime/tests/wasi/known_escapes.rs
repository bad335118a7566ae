//! The ways out that worked in other hosts: wasmtime, wasmer, wazero, WAMR and Node.
//!
//! The guide's page on security says which vulnerability each of them was.

#[cfg(target_os = "linux")]
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{
    abi::{errno, file_type, oflags},
    guest::{DIRECTORY, Open, PATH, ROOT, WRITE, args},
    prison::{Prison, WAYS},
};

/// Creates and writes whatever the path leads to.
const OVERWRITE: Open = Open { follow: true, oflags: oflags::CREATE | oflags::TRUNCATE, ..WRITE };

/// For the kernel, a slash behind a link means to follow it, whatever the flags say.
#[cfg(unix)]
#[test]
fn a_slash_behind_a_link_does_not_follow_it() {
    for link in ["relative", "absolute", "to-file", "dangling", "chain", "sub/up"] {
        for end in ["/", "//", "/.", "/./"] {
            stays_inside(&format!("{link}{end}"));
        }
    }
}

/// Tries everything on a path to the outside. What is not refused has to be about the link itself.
#[cfg(unix)]
fn stays_inside(path: &str) {
    let mut prison = Prison::with_links();
    let outside = prison.folder.path().join("outside");
    let modified = || {
        [&outside, &outside.join("secret")]
            .map(|path| std::fs::metadata(path).unwrap().modified().unwrap())
    };
    let before = modified();
    let guest = &mut prison.guest;
    for how in WAYS {
        assert!(guest.open(ROOT, path, how).is_err(), "{path}");
    }
    assert!(guest.path_stat(ROOT, true, path).is_err(), "{path}");
    if let Ok(stat) = guest.path_stat(ROOT, false, path) {
        assert_eq!(stat.file_type, file_type::SYMBOLIC_LINK, "{path}");
    }
    for follow in [0, 1] {
        let (at, length) = guest.path(PATH, path);
        guest.call("path_filestat_set_times", args![ROOT, follow, at, length, 1_i64, 1_i64, 5]);
    }
    guest.link((ROOT, path), (ROOT, "stolen"));
    assert!(guest.open(ROOT, "stolen", WRITE).is_err(), "{path}");
    guest.symlink("file", ROOT, path);
    guest.link((ROOT, "file"), (ROOT, path));
    for name in ["path_create_directory", "path_remove_directory", "path_unlink_file"] {
        guest.on_path(name, ROOT, path);
    }
    guest.rename((ROOT, "file"), (ROOT, path));
    guest.rename((ROOT, "sub"), (ROOT, path));
    guest.rename((ROOT, path), (ROOT, "moved"));
    assert!(prison.holds(), "{path}");
    assert_eq!(modified(), before, "{path}");
}

#[test]
fn nothing_is_created_through_a_link_that_the_guest_made() {
    let mut prison = Prison::new();
    let sub = prison.guest.open(ROOT, "sub", DIRECTORY).unwrap();
    for target in ["outside/created", "outside/secret"] {
        for (directory, link, target) in [
            (ROOT, "link", format!("../{target}")),
            (ROOT, "sub/link", format!("../../{target}")),
            (sub, "link", format!("../../{target}")),
            (ROOT, "roundabout", format!("sub/../../{target}")),
        ] {
            let guest = &mut prison.guest;
            assert_eq!(guest.symlink(&target, directory, link), errno::SUCCESS);
            for how in WAYS.into_iter().chain([OVERWRITE]) {
                assert!(guest.open(directory, link, how).is_err(), "{link} -> {target}");
            }
            assert_eq!(guest.on_path("path_unlink_file", directory, link), errno::SUCCESS);
            assert!(prison.holds(), "{link} -> {target}");
        }
    }
}

/// Each link leads inside by itself; together they would lead out.
#[test]
fn a_chain_of_links_that_the_guest_made_ends_inside() {
    let mut prison = Prison::new();
    let guest = &mut prison.guest;
    let links =
        [("here", "."), ("up", "sub/.."), ("out", "up/.."), ("secret", "here/out/outside/secret")];
    for (link, target) in links {
        assert_eq!(guest.symlink(target, ROOT, link), errno::SUCCESS);
    }
    for path in ["secret", "out/outside/secret", "here/up/here/out/outside/new", "out/", "up/../x"]
    {
        for how in WAYS.into_iter().chain([OVERWRITE]) {
            assert!(guest.open(ROOT, path, how).is_err(), "{path}");
        }
    }
    assert!(guest.open(ROOT, "here/up/here/file", OVERWRITE).is_ok(), "what stays inside is fine");

    assert_eq!(guest.symlink("../outside/secret", ROOT, "0"), errno::SUCCESS);
    for number in 1..100 {
        let target = (number - 1).to_string();
        assert_eq!(guest.symlink(&target, ROOT, &number.to_string()), errno::SUCCESS);
        assert!(guest.open(ROOT, &number.to_string(), OVERWRITE).is_err(), "{number}");
    }
    assert!(prison.holds());
}

/// Somebody changes a folder and a file for links to the outside, and back, all the while.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_changed_through_a_link_swapped_meanwhile() {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let mut prison = Prison::new();
    let inside = prison.folder.path().join("inside");
    std::fs::create_dir(inside.join("folder")).unwrap();
    let swapped =
        [("folder", "../outside"), ("file", "../outside/secret")].map(|(name, target)| {
            let link = inside.join(format!("link-for-{name}"));
            std::os::unix::fs::symlink(target, &link).unwrap();
            (inside.join(name), link)
        });
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for (real, link) in &swapped {
                    renameat_with(CWD, real, CWD, link, RenameFlags::EXCHANGE).unwrap();
                }
            }
        });
        let guest = &mut prison.guest;
        let (mut written, mut attempts) = (0, 0);
        while attempts < 1000 || written == 0 {
            attempts += 1;
            for path in ["file", "folder/new"] {
                if let Ok(fd) = guest.open(ROOT, path, OVERWRITE) {
                    written += guest.write(fd, b"stolen").unwrap_or(0);
                    guest.close(fd);
                }
            }
            // Whether these find the folder or the link is up to chance.
            guest.on_path("path_unlink_file", ROOT, "folder/new");
            guest.on_path("path_create_directory", ROOT, "folder/created");
            guest.on_path("path_remove_directory", ROOT, "folder/created");
            guest.symlink("file", ROOT, "folder/link");
            guest.on_path("path_unlink_file", ROOT, "folder/link");
            guest.rename((ROOT, "folder/secret"), (ROOT, "folder/moved"));
            guest.link((ROOT, "folder/secret"), (ROOT, "stolen"));
            guest.on_path("path_unlink_file", ROOT, "folder/secret");
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(prison.holds());
    assert!(!inside.join("stolen").exists());
}

/// Names that Windows takes for devices, whatever the folder.
#[cfg(windows)]
#[test]
fn a_folder_has_no_devices() {
    let mut prison = Prison::new();
    for name in ["CON", "nul", "AUX.txt", "COM1", "COM¹", "com².log", "LPT³", "sub/NUL"] {
        for how in WAYS {
            assert!(prison.guest.open(ROOT, name, how).is_err(), "{name}");
        }
    }
    for name in ["C:", "C:file", r"C:\file", r"\\?\C:\file", r"sub\..\..\outside\secret"] {
        for how in WAYS {
            assert!(prison.guest.open(ROOT, name, how).is_err(), "{name}");
        }
    }
    assert!(prison.holds());
}
