//! `--trace`, `--profile`, `--coredump`: what is to be known of a run beside its result.

use std::path::Path;

use serde_json::Value;
use wasmparser::{KnownCustom, Parser, Payload};

use crate::{exec, guest, run_with, wasmrun};

#[test]
fn a_trace_shows_calls_with_their_arguments_and_what_the_host_returned() {
    let ended = exec([&"--trace", &"-q", &guest("observed.wat")]).expect(3);
    let expected = "[trace] _start()
[trace]   greet()
[trace]     wasi_snapshot_preview1.fd_write(1, 0, 1, 16) -> 0
[trace]   fib(2)
[trace]     fib(1)
[trace]     fib(0)
[trace]   wasi_snapshot_preview1.proc_exit(3) -> exit 3
";
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("hello\n", expected));
}

/// Profiles a guest for as long as it takes until it is looked at, which on a busy machine happens late.
fn profile(file: &Path) {
    for (depth, result) in [("30", 832_040), ("33", 3_524_578), ("36", 14_930_352)] {
        let ended =
            exec([&"--profile", &file, &"--invoke", &"fib", &guest("observed.wat"), &depth]);
        assert_eq!(ended.stdout, format!("{result}\n"));
        ended.expect(0).says("Profiled");
        if fs_err::read_to_string(file).expect("the file was written").contains("fib") {
            return;
        }
    }
    panic!("the profiler never looked");
}

fn read_json(file: &Path) -> Value {
    let text = fs_err::read_to_string(file).expect("the file was written");
    serde_json::from_str(&text).expect("the file is JSON")
}

#[test]
fn a_profile_names_the_functions_that_took_the_time() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.folded");
    profile(&file);
    let lines = fs_err::read_to_string(&file).expect("the file was written");
    assert!(lines.starts_with("fib"), "{lines}");
    let file = folder.path().join("a.svg");
    profile(&file);
    let picture = fs_err::read_to_string(&file).expect("the file was written");
    assert!(picture.starts_with("<svg") && picture.contains("<title>fib: "), "{picture}");
    let file = folder.path().join("a.speedscope.json");
    profile(&file);
    assert_eq!(read_json(&file)["shared"]["frames"][0]["name"], "fib");
    let file = folder.path().join("a.json");
    profile(&file);
    assert_eq!(read_json(&file)["shared"]["stringArray"][0], "fib");
}

#[test]
fn a_guest_that_traps_or_runs_out_of_time_is_profiled_up_to_then() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.folded");
    exec([&"--profile", &file, &"--timeout", &"200ms", &guest("endless.wat")]).expect(124);
    let lines = fs_err::read_to_string(&file).expect("the file was written");
    assert!(!lines.is_empty());
}

#[test]
fn a_profile_needs_a_name_that_says_who_reads_it() {
    exec([&"--profile", &"a.pprof", &guest("exit.wat")]).expect(2).says("hint: name it");
}

#[test]
fn what_could_not_be_kept_is_said_before_the_run() {
    for flag in ["--profile", "--coredump"] {
        let ended = exec([&flag, &"/nowhere/a.svg", &guest("exit.wat")]).expect(125);
        ended.says("failed to write `/nowhere/a.svg`").says("ls -ld /nowhere");
    }
}

#[test]
fn a_core_dump_that_is_lost_does_not_hide_the_trap() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ended =
        exec([&"--coredump", &folder.path(), &"--invoke", &"crash", &guest("observed.wat")]);
    ended.expect(134).says("trapped").says("no core dump in `");
}

#[test]
fn a_core_dump_holds_the_stack_the_memory_and_the_globals() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("core");
    exec([&"--coredump", &file, &guest("exit.wat")]).expect(7);
    assert!(!file.exists(), "a guest that ends by itself leaves none");
    exec([&"--coredump", &file, &"--invoke", &"crash", &guest("observed.wat")]).expect(134);
    let dump = fs_err::read(&file).expect("the file was written");
    let (mut frames, mut data, mut globals, mut modules) = (Vec::new(), Vec::new(), 0, Vec::new());
    for payload in Parser::new(0).parse_all(&dump) {
        match payload.expect("the dump is well-formed") {
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::CoreDumpStack(stack) => frames = stack.frames,
                KnownCustom::CoreDumpModules(names) => modules = names.modules,
                _ => {}
            },
            Payload::DataSection(section) => {
                data.extend(section.into_iter().map(|segment| segment.expect("a segment").data));
            }
            Payload::GlobalSection(section) => globals = section.count(),
            _ => {}
        }
    }
    assert_eq!(modules, ["observed.wat"]);
    let functions: Vec<u32> = frames.iter().map(|frame| frame.funcidx).collect();
    assert_eq!(functions, [6, 5], "`divide`, which `crash` called");
    assert!(frames.iter().all(|frame| frame.codeoffset > 0));
    assert_eq!(globals, 1);
    assert!(data.len() == 1 && data[0][100..].starts_with(b"hello\n"));
    assert_eq!(data[0][200], 77, "what the guest wrote before it trapped");
}

#[test]
fn what_a_module_imports_is_provided_by_others() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs_err::write(folder.path().join(name), text).expect("a file in a folder of ours");
    };
    write(
        "counter.wat",
        r#"(module
            (global $next (mut i32) (i32.const 0))
            (func (export "_initialize") (global.set $next (i32.const 10)))
            (func (export "next") (result i32)
                (global.set $next (i32.add (global.get $next) (i32.const 1)))
                (global.get $next)))"#,
    );
    write(
        "twice.wat",
        r#"(module
            (import "counter" "next" (func $next (result i32)))
            (func (export "twice") (result i32) (i32.add (call $next) (call $next))))"#,
    );
    write(
        "main.wat",
        r#"(module
            (import "lib" "twice" (func $twice (result i32)))
            (func (export "sum") (result i32) (i32.add (call $twice) (call $twice))))"#,
    );
    let run = |preloads: &[&str]| {
        let mut command = wasmrun();
        command.current_dir(folder.path()).arg("exec");
        for preload in preloads {
            command.args(["--preload", preload]);
        }
        run_with(command.args(["--invoke", "sum", "main.wat"]), b"")
    };
    let ended = run(&["counter=counter.wat", "lib=twice.wat"]).expect(0);
    assert_eq!(ended.stdout, "50\n");
    run(&["lib=twice.wat", "counter=counter.wat"])
        .expect(1)
        .says("`twice.wat` imports what nothing here provides: function `next` of `counter`");
    run(&[]).expect(1).says("--preload lib=FILE");
    run(&["lib=gone.wat"]).expect(125).says("failed to read `gone.wat`");
}
