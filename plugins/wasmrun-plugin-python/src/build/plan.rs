//! The run plan: the interpreter, what it runs, and the folders that it sees.

use std::collections::BTreeMap;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Access, BuildParams, Error, ErrorKind, OptimizationLevel, Preopen, Result, RunMode, RunPlan,
    suite,
};

use super::guest::{PLACE, PYTEST};
use crate::project::{Entry, Manifest};

/// Where runs keep what Python makes of the packages' sources: among the packages, so that it goes with them.
const BYTECODE: &str = ".bytecode";
/// The variable that has Python keep nothing.
const NO_BYTECODE: &str = "PYTHONDONTWRITEBYTECODE";

/// The interpreter's flag for the level `size`.
pub(super) const SMALLEST: &str = "-OO";

/// Folders of this machine that the guest sees, for reading only.
pub(super) struct Guest<'a> {
    pub(super) root: &'a Path,
    /// The Python that belongs to the plugin.
    pub(super) own: &'a Path,
    pub(super) packages: Option<&'a Path>,
}

/// How to run the project from its folder.
pub(super) fn plan(interpreter: &Path, guest: &Guest<'_>, entry: &Entry) -> Result<RunPlan> {
    let arguments = ["python"].into_iter().map(str::to_owned).chain(words(entry)?);
    let (mut variables, mut preopens) = (variables(guest), preopens(guest));
    keep_bytecode(guest, &mut variables, &mut preopens)?;
    Ok(RunPlan::new(RunMode::Wasi, interpreter)
        .with_args(arguments)
        .with_env(variables)
        .with_preopens(preopens))
}

/// How to run the project's tests, if it has some. Whatever the level: a test that asserts nothing
/// proves nothing.
pub(super) fn test_plan(
    interpreter: &Path,
    guest: &Guest<'_>,
    params: &BuildParams,
) -> Result<Option<RunPlan>> {
    let Some(words) = tests(guest)? else { return Ok(None) };
    let mut preopens = preopens(guest);
    let mut variables = variables(guest);
    keep_bytecode(guest, &mut variables, &mut preopens)?;
    let mut plan = suite::plan(params, interpreter, "python", preopens)?;
    plan.args.extend(words);
    plan.env.extend(variables);
    Ok(Some(plan))
}

/// Has what Python makes of the packages' sources kept: compiled once, a program with packages begins in half of the time, and pytest
/// in a third. It is all that a program can write to unasked.
fn keep_bytecode(
    guest: &Guest<'_>,
    variables: &mut BTreeMap<String, String>,
    preopens: &mut Vec<Preopen>,
) -> Result<()> {
    let Some(packages) = guest.packages else { return Ok(()) };
    let folder = packages.join(BYTECODE);
    fs::create_dir_all(&folder)?;
    preopens.push(Preopen::new(folder, "/cache/packages").with_access(Access::ReadWrite));
    variables.insert("PYTHONPYCACHEPREFIX".to_owned(), "/cache".to_owned());
    variables.remove(NO_BYTECODE);
    Ok(())
}

/// The interpreter's flag for a level: without assertions, and without the texts that explain
/// functions.
pub(super) fn level(level: OptimizationLevel) -> Option<&'static str> {
    match level {
        OptimizationLevel::Release => Some("-O"),
        OptimizationLevel::Size => Some(SMALLEST),
        _ => None,
    }
}

fn words(entry: &Entry) -> Result<Vec<String>> {
    Ok(match entry {
        Entry::Script(script) => {
            let parts: Vec<_> = script.iter().map(|part| part.to_string_lossy()).collect();
            vec![format!("/app/{}", parts.join("/"))]
        }
        Entry::Module(module) => {
            let name = name(module)?;
            vec!["-m".to_owned(), name.to_owned()]
        }
        Entry::Function(module, function) => {
            let (module, function) = (name(module)?, name(function)?);
            let program = format!(
                "import sys, {module}; sys.argv[0] = '{module}'; sys.exit({module}.{function}())"
            );
            vec!["-c".to_owned(), program]
        }
    })
}

/// A name as Python has them, with dots.
fn name(text: &str) -> Result<&str> {
    let is_word = |word: &str| {
        word.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
            && word.starts_with(|letter: char| !letter.is_numeric())
    };
    if text.split('.').all(is_word) {
        return Ok(text);
    }
    let message = format!("`{text}` is no name of a module or function");
    Err(Error::new(ErrorKind::ProjectInvalid, message)
        .with_hint("`[project.scripts]` in `pyproject.toml` names them as `module:function`"))
}

/// The tests of a project that has a folder of them, or files of them.
fn tests(guest: &Guest<'_>) -> Result<Option<Vec<String>>> {
    let has_pytest = guest.packages.is_some_and(|folder| folder.join("pytest").is_dir());
    let pytest = format!("{PLACE}/{PYTEST}");
    if has_pytest && Manifest::read(guest.root)?.configures("pytest") {
        return Ok(Some(vec![pytest]));
    }
    let folder = ["tests", "test"].into_iter().find(|folder| guest.root.join(folder).is_dir());
    let files = fs::read_dir(guest.root)?.flatten();
    let has_files = files.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.starts_with("test_") && name.ends_with(".py")
    });
    let place = match folder {
        Some(folder) => format!("/app/{folder}"),
        None if has_files => "/app".to_owned(),
        None => return Ok(None),
    };
    // Tests that are no package are found from their own folder only.
    let is_package =
        folder.is_some_and(|folder| guest.root.join(folder).join("__init__.py").is_file());
    let top = if is_package { "/app" } else { &place };
    let words: &[&str] = if has_pytest {
        &[&pytest, &place]
    } else {
        &["-m", "unittest", "discover", "-s", &place, "-t", top]
    };
    Ok(Some(words.iter().map(|&word| word.to_owned()).collect()))
}

fn variables(guest: &Guest<'_>) -> BTreeMap<String, String> {
    let source = guest.root.join("src").is_dir().then_some("/app/src");
    let packages = guest.packages.map(|_| "/packages");
    let path: Vec<&str> =
        source.into_iter().chain(["/app"]).chain(packages).chain([PLACE]).collect();
    [("PYTHONPATH", path.join(":")), (NO_BYTECODE, "1".to_owned())]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}

fn preopens(guest: &Guest<'_>) -> Vec<Preopen> {
    let mut preopens = vec![Preopen::new(guest.root, "/app"), Preopen::new(guest.own, PLACE)];
    preopens.extend(guest.packages.map(|folder| Preopen::new(folder, "/packages")));
    preopens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_become_arguments() {
        let words = |entry| words(&entry).unwrap().join(" ");
        assert_eq!(words(Entry::Script("tools/x.py".into())), "/app/tools/x.py");
        assert_eq!(words(Entry::Module("a.b".into())), "-m a.b");
        let program = words(Entry::Function("a.cli".into(), "main".into()));
        assert!(program.ends_with("sys.exit(a.cli.main())"), "{program}");
    }

    #[test]
    fn tests_are_found_whether_they_are_a_package_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let guest = Guest { root: folder.path(), own: folder.path(), packages: None };
        let top = || tests(&guest).unwrap().and_then(|words| words.last().cloned());
        assert_eq!(top(), None);
        fs::write(folder.path().join("test_main.py"), "").unwrap();
        assert_eq!(top().as_deref(), Some("/app"));
        fs::create_dir(folder.path().join("tests")).unwrap();
        assert_eq!(top().as_deref(), Some("/app/tests"));
        fs::write(folder.path().join("tests/__init__.py"), "").unwrap();
        assert_eq!(top().as_deref(), Some("/app"));
    }

    #[test]
    fn names_hold_no_program() {
        for text in ["a;b", "a b", "", "a..b", "1a", "a'b"] {
            assert!(name(text).is_err(), "{text}");
        }
    }
}
