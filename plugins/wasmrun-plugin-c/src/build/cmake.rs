//! Builds a project with CMake, in a folder of its own among the outputs, with our compiler.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{
    BuildParams, Context, Error, ErrorKind, OptimizationLevel, Result, Severity, ToolCommand,
    ToolOutput, ToolStatus,
};

use super::options::{Options, Product};
use super::program::Made;
use super::report::{tell, unexplained};
use super::{emulator, jobs, wrapper};
use crate::diagnostics::{Places, cmake, name_main, parse};
use crate::project::{CMAKE_LISTS, Project};
use crate::toolchain::Toolchain;

/// Where CMake works, in the folder for work, and where the programs that it calls are.
const FOLDERS: [&str; 2] = ["cmake", "cmake-tools"];
/// The file that tells CMake what it compiles with.
const TOOLCHAIN: &str = "toolchain.cmake";
/// What CMake says where an earlier configuration stands in the way of this one: it used another generator, or one that lacked its
/// program.
const OUTDATED: [&str; 2] =
    ["Does not match the generator used previously", "unable to find a build program"];

/// One build.
pub(super) struct Run<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) project: &'a Project,
    pub(super) options: Options,
    pub(super) params: &'a BuildParams,
    /// Where to work.
    pub(super) work: &'a Path,
}

impl Run<'_> {
    /// Configures and builds; `None` if that failed, of which the host was told.
    pub(super) fn build(&self, cx: &Context) -> Result<Option<Made>> {
        let Some(place) = self.make(cx, &find(cx)?)? else { return Ok(None) };
        Made::find(place, CMAKE_LISTS, &|path| path.starts_with("CMakeFiles")).map(Some)
    }

    /// The same; says where it was built.
    pub(super) fn make(&self, cx: &Context, cmake: &Path) -> Result<Option<PathBuf>> {
        let [place, tools] = FOLDERS.map(|name| self.work.join(name));
        fs::create_dir_all(&place)?;
        let description = self.describe_toolchain(cx, &tools)?;
        cx.progress("cmake");
        let configure = |place: &Path| -> Result<ToolOutput> {
            let command = self.configuration(cx, cmake)?.arg("-B").arg(place);
            let command = command
                .arg(format!("-DCMAKE_TOOLCHAIN_FILE={}", description.display()))
                .arg(format!("-DCMAKE_BUILD_TYPE={}", build_type(self.params)))
                .args(&self.params.custom_args);
            command.run_in(&self.project.root)
        };
        let mut configured = configure(&place)?;
        let says = |reason: &&str| configured.stderr.contains(reason);
        if !configured.success() && OUTDATED.iter().any(says) {
            fs::remove_dir_all(&place)?;
            fs::create_dir_all(&place)?;
            configured = configure(&place)?;
        }
        if !self.tell(cx, &place, "cmake", &configured) {
            return Ok(None);
        }
        cx.progress("cmake --build");
        let command = self.toolchain.with_environment(cx.tool(cmake)).arg("--build").arg(&place);
        let built = command
            .args(["--parallel", &jobs::parallelism().to_string()])
            .run_in(&self.project.root)?;
        if !self.tell(cx, &place, "the build", &built) {
            return Ok(None);
        }
        Ok(Some(place))
    }

    /// CMake, about to configure the project.
    fn configuration<'a>(&self, cx: &'a Context, cmake: &Path) -> Result<ToolCommand<'a>> {
        let mut command = self.toolchain.with_environment(cx.tool(cmake));
        if self.options.product == Product::Page {
            // Emscripten's own description is silent about these.
            command = command.env("CXXFLAGS", self.toolchain.exceptions.join(" "));
            command = command.env("LDFLAGS", self.toolchain.link_arguments.join(" "));
        }
        let is_there =
            |name| Ok::<_, Error>(cx.find_tool(name).look_up()?.status == ToolStatus::Found);
        if !is_there("make")? && is_there("ninja")? {
            command = command.env("CMAKE_GENERATOR", "Ninja");
        }
        Ok(command.arg("-S").arg(&self.project.root))
    }

    /// The programs that were asked for the names of their tests while they were built.
    pub(super) fn asked_for_tests(&self) -> Vec<PathBuf> {
        emulator::asked(&self.work.join(FOLDERS[1]))
    }

    /// Tells what CMake, or the compiler, says; whether all went well.
    fn tell(&self, cx: &Context, place: &Path, what: &str, output: &ToolOutput) -> bool {
        let root = &self.project.root;
        let places = Places { directory: place, project: root };
        // Some generators pass the compiler's words on as if they were their own.
        let text = format!("{}\n{}", output.stderr, output.stdout);
        let mut diagnostics = parse(&text, &places);
        diagnostics.extend(cmake::parse(&output.stderr, root));
        name_main(&mut diagnostics);
        let explained = diagnostics.iter().any(|found| found.severity == Severity::Error);
        if !output.success() && !explained {
            diagnostics.push(unexplained(what, output));
        }
        tell(cx, &diagnostics);
        output.success()
    }

    /// The file that tells CMake what it compiles with. For pages, Emscripten has one.
    fn describe_toolchain(&self, cx: &Context, folder: &Path) -> Result<PathBuf> {
        match self.options.product {
            Product::Module => self.write_toolchain(folder),
            Product::Page => {
                let emcc = &self.toolchain.c.program;
                let program = emcc.with_file_name(emcc.file_name().map_or_else(
                    || "em-config".into(),
                    |file| file.to_string_lossy().replace("emcc", "em-config"),
                ));
                let root =
                    cx.tool(program).arg("EMSCRIPTEN_ROOT").quiet().run_in(folder_of(emcc))?;
                Ok(Path::new(root.stdout.trim()).join("cmake/Modules/Platform/Emscripten.cmake"))
            }
        }
    }

    /// Writes the programs that CMake calls, since it takes a name for each and no arguments, and the
    /// file that names them. What is right already stays: CMake would build all anew.
    fn write_toolchain(&self, folder: &Path) -> Result<PathBuf> {
        fs::create_dir_all(folder)?;
        let toolchain = self.toolchain;
        let mut lines = vec![
            "set(CMAKE_SYSTEM_NAME Generic)".to_owned(),
            "set(CMAKE_SYSTEM_PROCESSOR wasm32)".to_owned(),
            "set(CMAKE_EXECUTABLE_SUFFIX .wasm)".to_owned(),
            format!("set(CMAKE_CXX_FLAGS_INIT \"{}\")", toolchain.exceptions.join(" ")),
            format!("set(CMAKE_EXE_LINKER_FLAGS_INIT \"{}\")", toolchain.link_arguments.join(" ")),
            "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)".to_owned(),
            "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)".to_owned(),
            "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)".to_owned(),
        ];
        let drivers = [
            ("CMAKE_C_COMPILER", "cc", &toolchain.c),
            ("CMAKE_CXX_COMPILER", "c++", &toolchain.cxx),
            ("CMAKE_AR", "ar", &toolchain.archiver),
            ("CMAKE_RANLIB", "ranlib", &toolchain.indexer),
        ];
        for (variable, name, driver) in drivers {
            let program = wrapper::write(folder, name, driver)?;
            lines.push(format!("set({variable} \"{}\")", program.display()));
        }
        if let Some(emulator) = emulator::write(folder)? {
            lines.push(format!("set(CMAKE_CROSSCOMPILING_EMULATOR \"{}\")", emulator.display()));
        }
        let (path, text) = (folder.join(TOOLCHAIN), lines.join("\n") + "\n");
        if !fs::read_to_string(&path).is_ok_and(|there| there == text) {
            fs::write(&path, text)?;
        }
        Ok(path)
    }
}

fn folder_of(program: &Path) -> &Path {
    program.parent().unwrap_or(Path::new("."))
}

/// Looks for CMake.
pub(super) fn find(cx: &Context) -> Result<PathBuf> {
    let tool = cx.find_tool("cmake").require(">=3.13").look_up()?;
    if let (ToolStatus::Found, Some(path)) = (tool.status, &tool.path) {
        return Ok(path.clone());
    }
    let message = "`CMakeLists.txt` needs CMake 3.13 or newer, which is not on PATH";
    Err(Error::new(ErrorKind::ToolchainMissing, message)
        .with_hint("install it with `python3 -m pip install cmake`")
        .with_tool(tool))
}

/// CMake's name for a level.
pub(super) fn build_type(params: &BuildParams) -> &'static str {
    match (params.optimization_level, params.debug) {
        (OptimizationLevel::Debug, _) => "Debug",
        (OptimizationLevel::Size, _) => "MinSizeRel",
        (_, true) => "RelWithDebInfo",
        (_, false) => "Release",
    }
}
