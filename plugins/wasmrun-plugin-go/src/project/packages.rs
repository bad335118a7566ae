//! The programs among a project's packages.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasmrun_plugin_sdk::{Context, Result, ToolOutput, outputs};

use super::ProjectSettings;
use super::workspace::is_for_modules;
use crate::compiler::{Compiler, System};

/// A package that is a program, or becomes one with its tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    /// What to call it: the name of its folder.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// How the compiler is told to build it.
    pub(crate) package: Vec<String>,
    /// Its sources.
    pub(crate) sources: Vec<PathBuf>,
}

/// What was found in a project.
pub(crate) enum Programs {
    Found(Vec<Program>),
    /// What the compiler said of a project that it cannot read.
    Unreadable(ToolOutput),
}

/// A package, as `go list` describes it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    dir: PathBuf,
    import_path: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    go_files: Vec<PathBuf>,
    #[serde(default)]
    test_go_files: Vec<PathBuf>,
    #[serde(default)]
    x_test_go_files: Vec<PathBuf>,
}

impl Listed {
    /// A package that cannot be read has no name; building it says why.
    fn may_be_program(&self) -> bool {
        ["main", ""].contains(&self.name.as_str())
    }

    fn has_tests(&self) -> bool {
        !self.test_go_files.is_empty() || !self.x_test_go_files.is_empty()
    }
}

impl Programs {
    /// Looks for the programs in `root`, the one in the folder itself first.
    pub(crate) fn find(
        cx: &Context,
        compiler: &Compiler,
        system: System,
        root: &Path,
        settings: &ProjectSettings,
    ) -> Result<Self> {
        if !is_for_modules(root) && !settings.names_package() {
            return Ok(Self::Found(vec![loose(root, sources(root)?)]));
        }
        Self::list(cx, compiler, system, root, settings, Listed::may_be_program)
    }

    /// Looks for the packages in `root` that have tests.
    pub(crate) fn find_tested(
        cx: &Context,
        compiler: &Compiler,
        system: System,
        root: &Path,
        settings: &ProjectSettings,
    ) -> Result<Self> {
        if !is_for_modules(root) {
            let all = all_sources(root)?;
            let has_tests = all.iter().any(|source| is_test(source));
            return Ok(Self::Found(has_tests.then(|| loose(root, all)).into_iter().collect()));
        }
        Self::list(cx, compiler, system, root, settings, Listed::has_tests)
    }

    fn list(
        cx: &Context,
        compiler: &Compiler,
        system: System,
        root: &Path,
        settings: &ProjectSettings,
        wanted: impl Fn(&Listed) -> bool,
    ) -> Result<Self> {
        let output = compiler
            .list(cx, system)
            .arg(settings.tags_flag(compiler.choice))
            .args(settings.packages(root))
            .quiet()
            .run_in(root)?;
        if !output.success() {
            return Ok(Self::Unreadable(output));
        }
        let listed = serde_json::Deserializer::from_str(&output.stdout).into_iter::<Listed>();
        let mut packages: Vec<Listed> =
            listed.filter_map(Result::ok).filter(|package| wanted(package)).collect();
        packages.sort_by_key(|package| (package.dir != root, package.dir.clone()));
        Ok(Self::Found(packages.into_iter().map(Program::from).collect()))
    }
}

impl From<Listed> for Program {
    fn from(listed: Listed) -> Self {
        let Listed { dir, import_path, go_files, .. } = listed;
        let name = dir.file_name().map(|name| name.to_string_lossy().into_owned());
        let sources = go_files.iter().map(|file| dir.join(file)).collect();
        Self {
            name: name.unwrap_or_else(|| import_path.clone()),
            folder: dir,
            package: vec![import_path],
            sources,
        }
    }
}

/// The program of a folder that is no module.
fn loose(root: &Path, sources: Vec<PathBuf>) -> Program {
    let name = outputs::name_for(root);
    let package = sources.iter().map(|source| source.to_string_lossy().into_owned()).collect();
    Program { name, folder: root.to_path_buf(), package, sources }
}

/// The sources in a folder, without tests, sorted.
pub(crate) fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(all_sources(folder)?.into_iter().filter(|source| !is_test(source)).collect())
}

fn is_test(source: &Path) -> bool {
    source.file_name().is_some_and(|name| name.to_string_lossy().ends_with("_test.go"))
}

fn all_sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_source = path.extension().is_some_and(|extension| extension == "go");
        if is_source && !name.starts_with(['.', '_']) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
