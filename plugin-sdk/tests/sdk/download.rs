//! Toolchains are there as a whole or not at all.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmrun_plugin_sdk::semver::Version;
use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, Context, DetectResult, Error,
    ErrorKind, Plugin, PluginInfo, ProjectParams, Result, SetupParams, download, method,
};

/// The SHA-256 of `hello`.
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

/// Installs a file, whose expected checksum is the first "tool" that is asked for; with two, they are its
/// content and the pin.
struct Installer {
    data: PathBuf,
    fills: Arc<AtomicUsize>,
}

impl Plugin for Installer {
    fn info(&self) -> PluginInfo {
        PluginInfo::new("installer", Version::new(0, 1, 0))
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default().with_setup(true)
    }

    fn detect(&mut self, _: &Context, _: ProjectParams) -> Result<DetectResult> {
        Ok(DetectResult::no_match())
    }

    fn check(&mut self, _: &Context, _: CheckParams) -> Result<CheckResult> {
        Ok(CheckResult::new(Vec::new()))
    }

    fn build(&mut self, _: &Context, _: BuildParams) -> Result<BuildResult> {
        Err(Error::new(ErrorKind::ProjectInvalid, "nothing to build"))
    }

    fn setup(&mut self, cx: &Context, params: SetupParams) -> Result<CheckResult> {
        if let [content, pin] = params.tools.as_slice() {
            download::install_pinned(cx, &self.data.join("tool-1.0"), pin, |partial| {
                self.fills.fetch_add(1, Ordering::Relaxed);
                Ok(fs_err::write(partial.join("tool"), content)?)
            })?;
            return Ok(CheckResult::new(Vec::new()));
        }
        download::install(cx, &self.data.join("tool-1.0"), |partial| {
            self.fills.fetch_add(1, Ordering::Relaxed);
            fs_err::write(partial.join("tool"), "hello")?;
            download::verify_sha256(partial.join("tool"), &params.tools[0])
        })?;
        Ok(CheckResult::new(Vec::new()))
    }
}

fn entries(data: &std::path::Path) -> Vec<String> {
    let names = fs_err::read_dir(data).unwrap();
    let mut names: Vec<_> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_wrong_checksum_leaves_nothing_and_a_right_one_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let (data, fills) = (directory.path().join("a").join("b"), Arc::new(AtomicUsize::new(0)));
    fs_err::create_dir_all(data.join(".partial-left-by-a-crash")).unwrap();
    let mut test = PluginTest::start(Installer { data: data.clone(), fills: Arc::clone(&fills) });

    let wrong = HELLO.replace('2', "3");
    let error = test.call::<method::Setup>(&SetupParams::new().with_tools([wrong])).error();
    assert_eq!(error.kind(), ErrorKind::Network);
    assert_eq!(entries(&data), [".lock"]);

    let right = SetupParams::new().with_tools([HELLO.to_uppercase()]);
    assert!(test.call::<method::Setup>(&right).answer().ok);
    assert!(test.call::<method::Setup>(&right).answer().ok);
    assert_eq!(entries(&data), [".lock", "tool-1.0"]);
    assert_eq!(fs_err::read_to_string(data.join("tool-1.0/tool")).unwrap(), "hello");
    assert_eq!(fills.load(Ordering::Relaxed), 2);
}

#[test]
fn two_at_once_install_once() {
    let directory = tempfile::tempdir().unwrap();
    let fills = Arc::new(AtomicUsize::new(0));
    let mut tests: Vec<_> = (0..4)
        .map(|_| {
            let data = directory.path().to_owned();
            PluginTest::start(Installer { data, fills: Arc::clone(&fills) })
        })
        .collect();
    let params = SetupParams::new().with_tools([HELLO]);
    let ids: Vec<_> = tests.iter_mut().map(|test| test.request::<method::Setup>(&params)).collect();
    for (test, id) in tests.iter_mut().zip(ids) {
        assert!(test.wait::<method::Setup>(id).answer().ok);
    }
    assert_eq!(fills.load(Ordering::Relaxed), 1);
}

#[test]
fn a_folder_that_was_filled_from_something_else_is_filled_anew() {
    let directory = tempfile::tempdir().unwrap();
    let (data, fills) = (directory.path().to_owned(), Arc::new(AtomicUsize::new(0)));
    let mut test = PluginTest::start(Installer { data: data.clone(), fills: Arc::clone(&fills) });
    let folder = data.join("tool-1.0");
    // One that was filled before there were pins.
    fs_err::create_dir_all(&folder).unwrap();
    for (content, pin, filled) in [("a", "1", 1), ("a", "1", 1), ("b", "2", 2)] {
        assert_eq!(download::is_pinned(&folder, pin), filled == fills.load(Ordering::Relaxed));
        let params = SetupParams::new().with_tools([content, pin]);
        assert!(test.call::<method::Setup>(&params).answer().ok);
        assert_eq!(fs_err::read_to_string(folder.join("tool")).unwrap(), content);
        assert_eq!(fills.load(Ordering::Relaxed), filled);
        assert!(download::is_pinned(&folder, pin));
        assert_eq!(entries(&data), [".lock", "tool-1.0"]);
    }
}
