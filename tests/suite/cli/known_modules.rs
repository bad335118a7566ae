//! Modules found valid before: quick to start again, and no way around validation.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use integration::Ended;

use crate::{run_with, wasmrun};

/// A home of its own, and a module large enough to be recorded.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new(module: &[u8]) -> Self {
        let world = Self { folder: tempfile::tempdir().expect("a folder for the test") };
        fs_err::write(world.module(), module).expect("the module can be written");
        world
    }

    fn module(&self) -> PathBuf {
        self.folder.path().join("module.wasm")
    }

    fn command(&self) -> Command {
        let mut command = wasmrun();
        command.env("WASMRUN_HOME", self.folder.path()).arg("exec").arg(self.module());
        command
    }

    fn exec(&self) -> Ended {
        run_with(&mut self.command(), b"")
    }

    /// The entries of the record.
    fn entries(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs_err::read_dir(self.folder.path().join("cache/known-modules")) else {
            return Vec::new();
        };
        entries.map(|entry| entry.expect("the folder can be read").path()).collect()
    }

    /// Writes other content into the same file, which keeps its size and its times.
    fn replace(&self, module: &[u8]) {
        let file = fs_err::OpenOptions::new().write(true).open(self.module());
        let mut file = file.expect("the module can be written");
        let metadata = file.metadata().expect("the file is there");
        assert_eq!(metadata.len(), module.len() as u64);
        file.write_all(module).expect("the module can be written");
        let changed = metadata.modified().expect("the time of the last change");
        file.into_parts().0.set_modified(changed).expect("a time can be set");
    }
}

/// A program that prints what it is told to, with much data that it never uses. It prints `ready`
/// first, waits for input, and only then calls the function that prints the rest.
fn program(text: &str) -> Vec<u8> {
    let padding = "padding!".repeat(64 << 10);
    let wat = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_read"
                (func $read (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 0) "\10\00\00\00\06\00\00\00\20\00\00\00\06\00\00\00ready\n")
            (data (i32.const 32) "{text}\n")
            (data $unused "{padding}")
            (func $print (param $vector i32)
                (drop (call $write (i32.const 1) (local.get $vector) (i32.const 1) (i32.const 64))))
            (func $rest (call $print (i32.const 8)))
            (func (export "_start")
                (call $print (i32.const 0))
                (drop (call $read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 64)))
                (i32.store8 (i32.const 37) (i32.const 10))
                (call $rest)))"#
    );
    wat::parse_str(wat).expect("the text is valid")
}

/// The same program with an addition that has no operands, where `$print` drops a result.
fn invalid(module: &[u8]) -> Vec<u8> {
    let mut module = module.to_vec();
    // `call $write`, `drop`, `end`
    let call = [0x10, 0x00, 0x1a, 0x0b];
    let found = module.windows(call.len()).position(|window| window == call);
    module[found.expect("`$print` is in the module") + 2] = 0x6a;
    module
}

#[test]
fn a_module_is_recorded_once_and_runs_as_before() {
    let world = World::new(&program("first"));
    let ended = world.exec().expect(0);
    assert_eq!(ended.stdout, "ready\nfirst\n");
    assert_eq!(world.entries().len(), 1);
    let ended = world.exec().expect(0);
    assert_eq!(ended.stdout, "ready\nfirst\n");
    assert_eq!(world.entries().len(), 1);
}

#[test]
fn a_module_that_changes_after_it_was_recorded_is_validated() {
    let module = program("first");
    let world = World::new(&module);
    world.exec().expect(0);
    world.replace(&invalid(&module));
    world.exec().expect(1).says("not a valid WebAssembly module");
    assert_eq!(world.entries().len(), 1, "what is invalid is not recorded");
    world.replace(&program("other"));
    assert_eq!(world.exec().expect(0).stdout, "ready\nother\n");
    assert_eq!(world.entries().len(), 2);
}

#[test]
fn an_entry_that_is_no_good_is_mended() {
    let world = World::new(&program("first"));
    world.exec().expect(0);
    let [entry] = world.entries().try_into().expect("one entry");
    let content = fs_err::read(&entry).expect("the entry can be read");
    fs_err::write(&entry, &content[..content.len() / 2]).expect("the entry can be written");
    world.exec().expect(0);
    assert_eq!(fs_err::read(&entry).expect("the entry can be read"), content);
}

#[test]
fn an_entry_for_another_module_is_of_no_use() {
    let module = program("first");
    let world = World::new(&module);
    world.exec().expect(0);
    let valid = world.entries();
    world.replace(&program("other"));
    world.exec().expect(0);
    let other = world.entries().into_iter().find(|entry| !valid.contains(entry)).expect("an entry");
    world.replace(&invalid(&module));
    world.exec().expect(1);
    fs_err::copy(&valid[0], other).expect("the entry can be copied");
    world.exec().expect(1).says("not a valid WebAssembly module");
}

#[test]
fn nothing_is_recorded_where_others_may_write_or_when_it_is_not_wanted() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new(&program("first"));
    run_with(world.command().env("WASMRUN_VALIDATE", "always"), b"").expect(0);
    assert_eq!(world.entries().len(), 0);
    let folder = world.folder.path().join("cache/known-modules");
    fs_err::create_dir_all(&folder).expect("the folder can be made");
    let everybody = std::fs::Permissions::from_mode(0o777);
    fs_err::set_permissions(&folder, everybody).expect("the mode can be set");
    assert_eq!(world.exec().expect(0).stdout, "ready\nfirst\n");
    assert_eq!(world.entries().len(), 0);
}

#[test]
fn a_file_that_is_rewritten_while_it_runs_changes_nothing() {
    let module = program("first");
    let world = World::new(&module);
    for _unknown_then_known in 0..2 {
        world.replace(&module);
        let mut child = world
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("cargo-wasmrun is built");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the guest speaks");
        assert_eq!(line, "ready\n");
        // `$rest` has not been called, nor translated.
        world.replace(&vec![0xff; module.len()]);
        drop(child.stdin.take());
        line.clear();
        output.read_line(&mut line).expect("the guest speaks");
        assert_eq!(line, "first\n");
        assert!(child.wait().expect("the child is ours").success());
    }
}

#[test]
fn many_at_once_agree() {
    let world = World::new(&program("first"));
    let children: Vec<_> = (0..8)
        .map(|_| {
            let mut command = world.command();
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("cargo-wasmrun is built")
        })
        .collect();
    for child in children {
        let ended: Ended = child.wait_with_output().expect("the child is ours").into();
        assert_eq!(ended.expect(0).stdout, "ready\nfirst\n");
    }
    assert_eq!(world.entries().len(), 1);
}

/// When one of many processes is killed.
#[derive(Clone, Copy)]
enum End {
    AtOnce,
    /// When the record is written: the guest has begun.
    WhileItRuns,
    ByItself,
}

/// A run of a module that waits for input in its midst.
fn begin(command: &mut Command) -> Child {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("cargo-wasmrun is built")
}

/// Ends a run as it is to end; what runs to its end prints what it should.
fn finish(mut child: Child, end: End, text: &str) {
    if matches!(end, End::WhileItRuns) {
        let mut line = String::new();
        let output = child.stdout.as_mut().expect("a pipe");
        BufReader::new(output).read_line(&mut line).expect("the guest speaks");
        assert_eq!(line, "ready\n");
    }
    if !matches!(end, End::ByItself) {
        child.kill().expect("the child is ours");
    }
    let ended: Ended = child.wait_with_output().expect("the child is ours").into();
    if matches!(end, End::ByItself) {
        assert_eq!(ended.expect(0).stdout, format!("ready\n{text}\n"));
    }
}

/// Damages entries in turn: one is cut short, one is filled with something else, one is removed.
fn damage(entries: &[PathBuf]) {
    for (index, entry) in entries.iter().enumerate() {
        // Others work on the same files: one may be gone already.
        let _ = match index % 3 {
            0 => fs_err::write(entry, "valid"),
            1 => fs_err::write(entry, [0xff; 4096]),
            _ => fs_err::remove_file(entry),
        };
    }
}

#[test]
fn processes_that_are_killed_and_entries_that_are_damaged_harm_nobody() {
    let texts = ["first", "other", "third", "forth"];
    let world = World::new(&program(texts[0]));
    let modules = texts.map(|text| {
        let module = world.folder.path().join(format!("{text}.wasm"));
        fs_err::write(&module, program(text)).expect("the module can be written");
        module
    });
    let run = |module: &PathBuf| {
        let mut command = wasmrun();
        command.env("WASMRUN_HOME", world.folder.path()).arg("exec").arg(module);
        begin(&mut command)
    };
    for round in 0..4 {
        // Some of the same module, some of others, ending in every way at every place in the row.
        let children: Vec<_> = (0..16).map(|index| (index, run(&modules[index % 4]))).collect();
        for (index, child) in children {
            let end = [End::AtOnce, End::ByItself, End::WhileItRuns][(index + round) % 3];
            finish(child, end, texts[index % 4]);
            if index % 5 == round {
                damage(&world.entries());
            }
        }
    }
    for (module, text) in modules.iter().zip(texts) {
        finish(run(module), End::ByItself, text);
    }
    let names = world.entries().into_iter().map(|entry| {
        let name = entry.file_name().expect("a file").to_string_lossy().into_owned();
        let content = fs_err::read_to_string(&entry).unwrap_or_default();
        (content == format!("valid {name}\n"), name)
    });
    let (good, left): (Vec<_>, Vec<_>) = names.partition(|(is_good, _)| *is_good);
    assert_eq!(good.len(), texts.len(), "every module is recorded again; left: {left:?}");
    // What a killed process was about to put in place is never looked at.
    assert!(left.iter().all(|(_, name)| name.starts_with("new-")), "{left:?}");
}
