//! A second build of a project in which nothing changed, by a plugin that says so at once: what is
//! left is the host's time, and the bar is 5 ms. The module has 16 MiB, which are not read again.
//!
//! `cargo bench -p integration --bench second_build`

use std::ffi::OsString;
use std::io::Write as _;
use std::time::{Duration, Instant, SystemTime};

use cargo_wasmrun::build::{Build, BuildOutcome, Builder};
use cargo_wasmrun::cancel::CancelToken;
use cargo_wasmrun::cli::{BuildArgs, GlobalArgs};
use cargo_wasmrun::config::{Environment, Settings};
use cargo_wasmrun::output::{Answers, Shell};
use cargo_wasmrun::project::Project;

const BUILDS: usize = 50;
const BAR: Duration = Duration::from_millis(5);

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs_err::create_dir_all(path("bin")).expect("a folder");
    fs_err::create_dir_all(path("project")).expect("a folder");
    fs_err::write(path("project/misbehave.txt"), "please\n").expect("a file");
    let plugin = path("bin/wasmrun-plugin-fresh");
    fs_err::os::unix::fs::symlink(env!("CARGO_BIN_EXE_misbehaving-plugin"), plugin)
        .expect("a link");

    let environment: Environment =
        [("PATH", path("bin")), ("WASMRUN_HOME", path("home")), ("CARGO_HOME", path("cargo"))]
            .map(|(name, value)| (OsString::from(name), value.into_os_string()))
            .into_iter()
            .collect();
    let mut settings =
        Settings::load(environment, &GlobalArgs::default()).expect("nothing is configured");
    // This program is no guard of plugins.
    settings.executable = Some(env!("CARGO_BIN_EXE_cargo-wasmrun-tested").into());
    let project = Project::resolve(&path("project"), &settings).expect("a project");
    let settings = settings.for_project(&project, &BuildArgs::default()).expect("no settings");
    let shell = Shell::new(&GlobalArgs::default(), Answers::Ours);
    let mut builder = Builder::start(&settings, &project, &shell).expect("the plugin fits");

    let first = build(&mut builder);
    let module = first.wasm().expect("a module");
    // A module that was written just now might be written again without its time telling.
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = fs_err::File::options().write(true).open(module).expect("the module");
    file.file().set_modified(long_ago).expect("the file is ours");
    assert!(build(&mut builder).fresh, "validates what is now at rest");

    let mut times: Vec<Duration> = (0..BUILDS)
        .map(|_| {
            let begin = Instant::now();
            assert!(build(&mut builder).fresh);
            begin.elapsed()
        })
        .collect();
    builder.shutdown();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    let (least, median, most) = (times[0], times[BUILDS / 2], times[BUILDS - 1]);
    writeln!(
        std::io::stdout(),
        "a second build of an unchanged project: min {:.2} ms, median {:.2} ms, max {:.2} ms",
        milliseconds(least),
        milliseconds(median),
        milliseconds(most)
    )
    .expect("standard output");
    assert!(median < BAR, "the median is over {} ms", BAR.as_millis());
}

fn build(builder: &mut Builder) -> Build {
    let outcome = builder.build(Some(&[]), &CancelToken::new(), &mut |_| {});
    match outcome.expect("the plugin works") {
        BuildOutcome::Succeeded(build) => *build,
        other => panic!("expected a build, found {other:?}"),
    }
}
