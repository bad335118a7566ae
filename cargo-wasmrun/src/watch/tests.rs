//! The watcher on a real file system, by both methods.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

use super::{Change, Method, Spec, Watcher};

/// Ends what would hang; nothing is expected to take as long.
const WATCHDOG: Duration = Duration::from_mins(1);

const METHODS: [Method; 2] = [Method::Events, Method::Poll { interval: Duration::from_millis(20) }];

/// A watched folder.
struct Watched {
    folder: TempDir,
    changes: Receiver<Change>,
    watcher: Watcher,
}

impl Watched {
    /// Makes `files` and then watches their folder.
    fn new(method: Method, files: &[&str], narrow: impl FnOnce(Spec) -> Spec) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            write(&folder.path().join(file), "before");
        }
        // A folder that is a repository ignores what git ignores.
        fs_err::create_dir_all(folder.path().join(".git")).unwrap();
        let spec = narrow(Spec::folder(folder.path()));
        let (sender, changes) = mpsc::channel();
        let watcher =
            Watcher::start(&spec, method, None, move |change| sender.send(change).unwrap())
                .unwrap();
        Self { folder, changes, watcher }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Waits until every one of `files` was reported, and nothing else.
    fn expect(&self, files: &[&str]) {
        let expected: BTreeSet<PathBuf> = files.iter().map(|file| self.at(file)).collect();
        let mut seen = BTreeSet::new();
        while seen != expected {
            let change = self.changes.recv_timeout(WATCHDOG).unwrap_or_else(|_| {
                panic!("expected {expected:?}, saw only {seen:?}");
            });
            seen.extend(change.paths);
            assert!(seen.is_subset(&expected), "expected {expected:?}, saw {seen:?}");
        }
    }
}

fn write(path: &Path, text: &str) {
    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
    fs_err::write(path, text).unwrap();
}

#[test]
fn reports_files_that_are_changed_added_and_removed() {
    for method in METHODS {
        let watched = Watched::new(method, &["a.c", "deep/b.c"], |spec| spec);
        write(&watched.at("a.c"), "after");
        watched.expect(&["a.c"]);
        write(&watched.at("deep/er/new.c"), "new");
        watched.expect(&["deep/er/new.c"]);
        write(&watched.at("deep/er/new.c"), "newer");
        watched.expect(&["deep/er/new.c"]);
        fs_err::remove_file(watched.at("deep/b.c")).unwrap();
        watched.expect(&["deep/b.c"]);
    }
}

#[test]
fn a_change_is_noticed_when_it_happens() {
    for method in METHODS {
        let watched = Watched::new(method, &["a.c"], |spec| spec);
        for text in ["first", "second"] {
            let before = Instant::now();
            write(&watched.at("a.c"), text);
            let change = watched.changes.recv_timeout(WATCHDOG).unwrap();
            assert!(change.noticed >= before, "not when the wait for it began");
        }
    }
}

#[test]
fn reading_and_writing_the_same_are_no_changes() {
    for method in METHODS {
        let watched = Watched::new(method, &["a.c", "b.c"], |spec| spec);
        fs_err::read(watched.at("a.c")).unwrap();
        write(&watched.at("a.c"), "before");
        write(&watched.at("draft"), "before");
        fs_err::rename(watched.at("draft"), watched.at("a.c")).unwrap();
        // The only one that is reported, so nothing was before it. The draft may have been seen
        // while it was there.
        write(&watched.at("b.c"), "after");
        let mut seen = BTreeSet::new();
        while !seen.contains(&watched.at("b.c")) {
            seen.extend(watched.changes.recv_timeout(WATCHDOG).unwrap().paths);
        }
        assert!(!seen.contains(&watched.at("a.c")), "{method:?}: {seen:?}");
    }
}

#[test]
fn a_file_that_another_takes_the_place_of_is_changed() {
    for method in METHODS {
        let watched =
            Watched::new(method, &["a.c"], |spec| Spec { include: vec!["*.c".to_owned()], ..spec });
        for text in ["first", "second", "third"] {
            write(&watched.at("a.c.draft"), text);
            fs_err::rename(watched.at("a.c.draft"), watched.at("a.c")).unwrap();
            watched.expect(&["a.c"]);
        }
    }
}

#[test]
fn a_folder_that_is_removed_and_made_again_is_still_watched() {
    for method in METHODS {
        let watched = Watched::new(method, &["src/a.c", "src/in/b.c"], |spec| spec);
        fs_err::remove_dir_all(watched.at("src")).unwrap();
        watched.expect(&["src/a.c", "src/in/b.c"]);
        write(&watched.at("src/in/b.c"), "again");
        watched.expect(&["src/in/b.c"]);
        write(&watched.at("src/in/b.c"), "and again");
        watched.expect(&["src/in/b.c"]);
    }
}

#[test]
fn a_folder_that_is_moved_in_counts_with_all_that_is_in_it() {
    for method in METHODS {
        let watched = Watched::new(method, &["a.c"], |spec| spec);
        let elsewhere = tempfile::tempdir_in(watched.folder.path().parent().unwrap()).unwrap();
        write(&elsewhere.path().join("lib/in/b.c"), "moved");
        fs_err::rename(elsewhere.path().join("lib"), watched.at("lib")).unwrap();
        watched.expect(&["lib/in/b.c"]);
        write(&watched.at("lib/in/b.c"), "changed");
        watched.expect(&["lib/in/b.c"]);
    }
}

#[test]
fn outputs_and_what_git_ignores_never_count() {
    for method in METHODS {
        let watched = Watched::new(method, &["a.c", "out/a.o"], |spec| {
            let out = spec.roots[0].join("out");
            write(&spec.roots[0].join(".gitignore"), "*.log\n/generated\n");
            spec.exclude(&out)
        });
        for output in ["out/a.o", "out/new/b.o", "trace.log", "generated/t.c", ".git/index"] {
            write(&watched.at(output), "after");
        }
        write(&watched.at("a.c"), "after");
        watched.expect(&["a.c"]);
    }
}

#[test]
fn rules_that_change_are_obeyed_at_once() {
    let watched = Watched::new(Method::Events, &["a.c", "a.log"], |spec| spec);
    write(&watched.at(".gitignore"), "*.log\n");
    watched.expect(&[".gitignore", "a.log"]);
    write(&watched.at("a.log"), "after");
    write(&watched.at("a.c"), "after");
    watched.expect(&["a.c"]);
}

#[test]
fn what_changed_since_the_first_build_began_is_reported_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.c");
    let since = SystemTime::now() - Duration::from_secs(1);
    write(&file, "while it was being built");
    let (sender, changes) = mpsc::channel();
    let spec = Spec::folder(folder.path());
    let _watcher = Watcher::start(&spec, Method::Events, Some(since), move |change| {
        sender.send(change).unwrap();
    })
    .unwrap();
    assert_eq!(changes.recv_timeout(WATCHDOG).unwrap().paths, [file]);
}

#[test]
fn another_specification_takes_over() {
    let watched = Watched::new(Method::Events, &["a.c", "b.h"], |spec| Spec {
        include: vec!["*.c".to_owned()],
        ..spec
    });
    let spec = Spec { include: vec!["*.h".to_owned()], ..Spec::folder(watched.folder.path()) };
    let since = SystemTime::now() - Duration::from_secs(1);
    watched.watcher.respecify(&spec, since).unwrap();
    write(&watched.at("a.c"), "after");
    write(&watched.at("b.h"), "after");
    let mut seen = BTreeSet::new();
    while !seen.contains(&watched.at("b.h")) {
        seen.extend(watched.changes.recv_timeout(WATCHDOG).unwrap().paths);
    }
    write(&watched.at("a.c"), "after the switch");
    write(&watched.at("b.h"), "after the switch");
    watched.expect(&["b.h"]);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_and_a_circle_of_links_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs_err::create_dir_all(&inner).unwrap();
    fs_err::os::unix::fs::symlink(folder.path(), inner.join("circle")).unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    let (sender, changes) = mpsc::channel();
    let spec = Spec::folder(folder.path());
    let _watcher = Watcher::start(&spec, Method::Events, None, move |change| {
        sender.send(change).unwrap();
    })
    .unwrap();
    write(&inner.join("a.c"), "new");
    assert_eq!(changes.recv_timeout(WATCHDOG).unwrap().paths, [inner.join("a.c")]);
}
