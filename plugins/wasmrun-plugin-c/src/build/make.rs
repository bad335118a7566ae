//! Builds a project with a Makefile: make runs in a copy of the project, with our compiler as `CC`.
//!
//! The contract with the Makefile: it uses `$(CC)` and `$(CXX)` to compile and to link, `$(AR)` and
//! `$(RANLIB)` for libraries, and names nothing outside the project's folder. These variables come on
//! make's command line, so that they go before what the Makefile sets, and hold the flags for target,
//! optimization level and debug information; a level in the Makefile's own `CFLAGS` wins, since it
//! comes later. The user's arguments go to make: targets and variables.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{
    BuildParams, Context, Error, ErrorKind, Result, Severity, Tool, ToolCommand, ToolOutput,
    ToolStatus,
};

use super::program::Made;
use super::report::{tell, unexplained_but_for};
use super::{Options, jobs, mirror};
use crate::diagnostics::{Places, locate, name_main, parse};
use crate::project::{EXTENSIONS, Language, Project, ToolchainChoice};
use crate::toolchain::{Driver, Toolchain};

/// One run of make.
pub(super) struct Run<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) project: &'a Project,
    pub(super) makefile: &'a str,
    pub(super) options: Options,
    pub(super) params: &'a BuildParams,
    /// Where to work.
    pub(super) work: &'a Path,
}

/// Where make works, in the folder for work.
const FOLDER: &str = "make";

/// The copy that make works in.
pub(super) struct Copy {
    pub(super) folder: PathBuf,
    manifest: mirror::Manifest,
    /// The variables that hold the tools.
    variables: [String; 4],
    make: Tool,
}

impl Run<'_> {
    /// Runs make; `None` if that failed, of which the host was told.
    pub(super) fn build(&self, cx: &Context) -> Result<Option<Made>> {
        let copy = self.copy(cx)?;
        cx.progress(format!("make -f {}", self.makefile));
        let command = self.command(cx, &copy).args(&self.params.custom_args);
        let output = command.run_in(&copy.folder)?;
        if !self.tell(cx, &copy, &output, None) {
            return Ok(None);
        }
        let Copy { folder, manifest, .. } = copy;
        Made::find(folder, self.makefile, &|path| manifest.contains(path)).map(Some)
    }

    /// Looks for make, and brings its copy of the project up to date.
    pub(super) fn copy(&self, cx: &Context) -> Result<Copy> {
        let make = cx.find_tool("make").look_up()?;
        if make.status != ToolStatus::Found {
            let message = format!("`{}` needs `make`, which is not on PATH", self.makefile);
            return Err(Error::new(ErrorKind::ToolchainMissing, message)
                .with_hint("install GNU make, as with `apt install make`")
                .with_tool(make));
        }
        let folder = self.work.join(FOLDER);
        let variables = self.variables(&folder);
        let mut tools = variables.to_vec();
        tools.push(self.toolchain.version.clone());
        let root = &self.project.root;
        let manifest = mirror::update(root, &folder, &self.params.output_dir, &tools)?;
        Ok(Copy { folder, manifest, variables, make })
    }

    /// The command that every run of make begins with.
    pub(super) fn command<'a>(&self, cx: &'a Context, copy: &Copy) -> ToolCommand<'a> {
        let path = copy.make.path.as_deref().unwrap_or(Path::new("make"));
        self.toolchain
            .with_environment(cx.tool(path))
            .args(["-f", self.makefile, &format!("-j{}", jobs::parallelism())])
            .args(keeps_output_together(&copy.make).then_some("-Otarget"))
            .args(&copy.variables)
    }

    /// Tells what make, or a compiler, says; whether all went well. The hint goes to a failure that
    /// nothing else explains.
    pub(super) fn tell(
        &self,
        cx: &Context,
        copy: &Copy,
        output: &ToolOutput,
        hint: Option<&str>,
    ) -> bool {
        let places = Places { directory: &copy.folder, project: &self.project.root };
        let mut diagnostics = parse(&output.stderr, &places);
        locate(&mut diagnostics, &output.stderr, &[], |object| self.source_of(object));
        name_main(&mut diagnostics);
        if !output.success() && !diagnostics.iter().any(|found| found.severity == Severity::Error) {
            diagnostics.push(unexplained_but_for("make", output, hint));
        }
        tell(cx, &diagnostics);
        output.success()
    }

    /// The variables that hold the tools.
    fn variables(&self, copy: &Path) -> [String; 4] {
        let toolchain = self.toolchain;
        [
            self.compiler("CC", &toolchain.c, &[], copy),
            self.compiler("CXX", &toolchain.cxx, &toolchain.exceptions, copy),
            variable("AR", &toolchain.archiver, &[]),
            variable("RANLIB", &toolchain.indexer, &[]),
        ]
    }

    /// A variable that holds a compiler, which is the linker as well.
    fn compiler(&self, name: &str, driver: &Driver, own: &[String], copy: &Path) -> String {
        let mut flags = self.options.compiler_flags();
        flags.extend(own.iter().cloned());
        flags.push("-fno-color-diagnostics".to_owned());
        // A debugger shows the project's files, not those of the copy.
        let (copy, project) = (copy.display(), self.project.root.display());
        flags.push(format!("-ffile-prefix-map={copy}={project}"));
        // One variable serves both uses: each is told things that only the other understands.
        match self.toolchain.choice {
            ToolchainChoice::WasiSdk | ToolchainChoice::Clang => {
                flags.push("-Qunused-arguments".to_owned());
                flags.extend(self.toolchain.link_arguments.iter().cloned());
            }
            ToolchainChoice::Emscripten => {
                flags.extend(self.toolchain.link_arguments.iter().cloned());
                flags.extend(self.options.linker_flags(self.toolchain.choice));
            }
            ToolchainChoice::Zig | ToolchainChoice::SetUp | ToolchainChoice::PythonZig => {}
        }
        variable(name, driver, &flags)
    }

    /// The source that an object was probably made from: the one beside it.
    fn source_of(&self, object: &Path) -> Option<PathBuf> {
        let inside = self.project.root.join(object);
        let sources = EXTENSIONS.iter().map(|extension| inside.with_extension(extension));
        sources.into_iter().find(|source| Language::of(source).is_some() && source.is_file())
    }
}

/// Whether make can keep the output of jobs that run side by side apart.
fn keeps_output_together(make: &Tool) -> bool {
    let major = make.version.as_deref().and_then(|version| version.split('.').next());
    major.and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= 4)
}

/// `NAME=program arguments…`, quoted for the shell that make hands it to, and for make itself.
fn variable(name: &str, driver: &Driver, flags: &[String]) -> String {
    let program = driver.program.display().to_string();
    let own = driver.arguments.iter().map(|argument| argument.to_string_lossy().into_owned());
    let words = std::iter::once(program).chain(own).chain(flags.iter().cloned());
    let words: Vec<String> = words.map(|word| quote(&word).replace('$', "$$")).collect();
    format!("{name}={}", words.join(" "))
}

/// A word as a shell takes it.
pub(super) fn quote(word: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "-_./=+,:@%".contains(character);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_survive_make_and_shell() {
        let driver = Driver::new("/my sdk/it's $5/clang", ["--target=wasm32-wasip1"]);
        assert_eq!(
            variable("CC", &driver, &["-O2".into(), "-Wl,-z,stack-size=1".into()]),
            r"CC='/my sdk/it'\''s $$5/clang' --target=wasm32-wasip1 -O2 -Wl,-z,stack-size=1"
        );
    }

    #[test]
    fn old_makes_cannot_keep_output_together() {
        let make = |version: &str| Tool::new("make", ToolStatus::Found).with_version(version);
        assert!(keeps_output_together(&make("4.3")));
        assert!(!keeps_output_together(&make("3.81")));
        assert!(!keeps_output_together(&Tool::new("make", ToolStatus::Found)));
    }
}
