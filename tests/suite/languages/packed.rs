//! Python projects in one module, with nothing beside it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use integration::Missing;

use crate::project::Project;
use crate::python::PYTHON;

/// Compiles the project; gives its module, at a place of its own.
#[track_caller]
fn pack(project: &Project, elsewhere: &Path) -> PathBuf {
    project.run(&["compile"]).success();
    let module = elsewhere.join("packed.wasm");
    fs_err::rename(project.module("release").expect("a module"), &module).expect("a file system");
    module
}

/// Runs a module with nothing but arguments, here.
fn exec(module: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    let output = command.arg("exec").arg(module).args(arguments).output();
    said(output.expect("cargo-wasmrun is built"))
}

fn said(output: Output) -> (String, Option<i32>) {
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), output.status.code())
}

#[test]
fn a_module_holds_the_whole_project() {
    let Some(project) = PYTHON.project("packing") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let module = pack(&project, folder.path());
    assert_eq!(exec(&module, &[]), (project.read("expected.stdout"), Some(0)));
    let (said, status) = exec(&module, &["--by", "season"]);
    assert!(status == Some(0) && said.contains("\nautumn"), "{said}");
    let (said, status) = exec(&module, &["--by", "weekday"]);
    assert!(status == Some(2) && said.contains("invalid choice: 'weekday'"), "{said}");
}

#[test]
fn it_runs_under_another_runtime() {
    let Some(project) = PYTHON.project("packing for wasmtime") else { return };
    let wasmtime = integration::programs().join("wasmtime");
    let missing = Missing { what: "wasmtime".to_owned(), bring: "tests/programs/fetch".to_owned() };
    let found = wasmtime.is_dir().then_some(()).ok_or(missing);
    if integration::require("languages: python: wasmtime", found).is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let module = pack(&project, folder.path());
    #[expect(clippy::disallowed_methods, reason = "a test starts another runtime as a shell would")]
    let output = Command::new("python3")
        .arg(integration::workspace().join("tests/programs/run-in-wasmtime.py"))
        .arg(&module)
        .env("PYTHONPATH", wasmtime)
        .output();
    let (said, status) = said(output.expect("python3 starts"));
    assert_eq!((said, status), (project.read("expected.stdout"), Some(0)));
}

#[test]
fn scripts_and_modules_are_packed_with_their_packages() {
    let Some(project) = PYTHON.project("packed packages") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    project.write("requirements.txt", "six==1.17.0\n");
    project.write(
        "say.py",
        "import sys\nimport six\nprint(__name__, __file__, sys.argv, six.__version__)\n",
    );
    project.write("wasmrun.toml", "[plugins.python]\nentry = \"say.py\"\n");
    let printed = exec(&pack(&project, folder.path()), &["a b"]);
    assert_eq!(
        printed,
        ("__main__ /app/say.py ['/app/say.py', 'a b'] 1.17.0\n".to_owned(), Some(0))
    );
    project.write("wasmrun.toml", "[plugins.python]\nmodule = \"weather\"\n");
    let printed = exec(&pack(&project, folder.path()), &[]);
    assert_eq!(printed, (project.read("expected.stdout"), Some(0)));
}

#[test]
fn a_change_is_packed_anew() {
    let Some(project) = PYTHON.project("packing again") else { return };
    let before = project.run(&["exec", "--release"]).success().stdout;
    project.edit("weather/chart.py", "WIDTH = 40", "WIDTH = 20");
    assert_ne!(project.run(&["exec", "--release"]).success().stdout, before);
}
