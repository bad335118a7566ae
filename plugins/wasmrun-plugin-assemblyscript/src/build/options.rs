//! What a build asks of the compiler.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::settings::SettingsReader;
use wasmrun_plugin_sdk::{
    BuildParams, Error, ErrorKind, OptimizationLevel, Result, TargetFormat, outputs,
};

use crate::project::{Configuration, find_entry};
use crate::toolchain::{Toolchain, relative};

const KEYS: [&str; 2] = ["bindings", "entry"];
/// What the library for WASI has the compiler put in the place of a browser's things.
const SHIM: [&str; 9] = [
    "ASC_WASI=1",
    "abort=wasi_abort",
    "trace=wasi_trace",
    "seed=wasi_seed",
    "console=wasi_console",
    "crypto=wasi_crypto",
    "performance=wasi_performance",
    "process=wasi_process",
    "Date=wasi_Date",
];

/// How to call the compiler, and what it writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) arguments: Vec<String>,
    pub(super) name: String,
    pub(super) is_page: bool,
}

impl Options {
    /// Reads the parameters and what the project says.
    ///
    /// # Errors
    ///
    /// `unsupported_option` for what this plugin cannot make, `project_invalid` without an entry,
    /// `toolchain_missing` without the library for WASI.
    pub(super) fn new(params: &BuildParams, toolchain: &Toolchain) -> Result<Self> {
        let reader = SettingsReader::new("assemblyscript", &params.settings, &KEYS)?;
        let configuration = Configuration::read(&params.project_path);
        let entry = entry(&params.project_path, &configuration, reader.path("entry")?)?;
        let name = outputs::name_for(&params.project_path);
        Self::assemble(params, toolchain, &configuration, &reader, entry, name)
    }

    /// The options for a program with tests, which `entry` is, relative to the project. What
    /// `asconfig.json` names as entries is left out: its own program would run first.
    pub(super) fn of_test(
        params: &BuildParams,
        toolchain: &Toolchain,
        entry: &str,
        name: &str,
    ) -> Result<Self> {
        let reader = SettingsReader::new("assemblyscript", &params.settings, &KEYS)?;
        let nowhere = in_folder(&params.output_dir, "no-asconfig.json");
        let entry = vec![entry.to_owned(), "--config".to_owned(), nowhere];
        let configuration = Configuration::default();
        Self::assemble(params, toolchain, &configuration, &reader, entry, name.to_owned())
    }

    fn assemble(
        params: &BuildParams,
        toolchain: &Toolchain,
        configuration: &Configuration,
        reader: &SettingsReader<'_>,
        entry: Vec<String>,
        name: String,
    ) -> Result<Self> {
        let root = &params.project_path;
        let is_page = is_page(params)?;
        let (level, target) = level(params.optimization_level)?;
        let mut arguments = entry;
        let mut add = |words: &[&str]| arguments.extend(words.iter().map(|&word| word.to_owned()));
        add(&[
            "--noColors",
            "--target",
            if configuration.has_target(level) { level } else { target },
        ]);
        add(&["--outFile", &in_folder(&params.output_dir, &format!("{name}.wasm"))]);
        if configuration.has_option(target, "textFile") {
            add(&["--textFile", &in_folder(&params.output_dir, &format!("{name}.wat"))]);
        }
        if !configuration.has_target(level) {
            add(flags(params.optimization_level));
        }
        if params.debug {
            add(&["--debug", "--sourceMap"]);
        }
        match reader.text("bindings")? {
            Some(bindings) => add(&["--bindings", bindings]),
            None if is_page && !configuration.has_option(target, "bindings") => {
                add(&["--bindings", "esm"]);
            }
            None => {}
        }
        if !is_page && !configuration.uses_wasi_shim() {
            let shim = toolchain.shim.as_deref().ok_or_else(no_shim)?;
            add(&["--lib", &relative(root, shim).to_string_lossy()]);
            add(&["--exportStart", "_start"]);
            for alias in SHIM {
                add(&["--use", alias]);
            }
        }
        arguments.extend(params.custom_args.iter().cloned());
        Ok(Self { arguments, name, is_page })
    }
}

fn is_page(params: &BuildParams) -> Result<bool> {
    let unsupported = |message| Error::new(ErrorKind::UnsupportedOption, message);
    if let Some(target) = &params.target {
        let message = format!("AssemblyScript has no target `{target}`");
        return Err(unsupported(message).with_hint("leave `--target` out"));
    }
    match params.target_format {
        TargetFormat::Wasm => Ok(false),
        TargetFormat::Webapp => Ok(true),
        format => {
            let message = format!("AssemblyScript cannot be built as `{format}`");
            Err(unsupported(message).with_hint("build a module with `--format wasm`"))
        }
    }
}

/// The level's name in `asconfig.json`, and the name that stands for it where it is not there.
fn level(level: OptimizationLevel) -> Result<(&'static str, &'static str)> {
    match level {
        OptimizationLevel::Debug => Ok(("debug", "debug")),
        OptimizationLevel::Release => Ok(("release", "release")),
        OptimizationLevel::Size => Ok(("size", "release")),
        _ => {
            let message = "this optimization level is not known";
            Err(Error::new(ErrorKind::UnsupportedOption, message)
                .with_hint("choose one with `--optimization release`"))
        }
    }
}

fn flags(level: OptimizationLevel) -> &'static [&'static str] {
    match level {
        // Names of functions, which traps show, are debug information to this compiler.
        OptimizationLevel::Debug => &["--debug"],
        OptimizationLevel::Size => &["-Oz", "--converge"],
        _ => &["-O3"],
    }
}

fn entry(
    root: &Path,
    configuration: &Configuration,
    named: Option<PathBuf>,
) -> Result<Vec<String>> {
    if named.is_none() && configuration.has_entries() {
        return Ok(Vec::new());
    }
    let entry = find_entry(root, named).ok_or_else(|| {
        let message = format!("`{}` has no entry to compile", root.display());
        Error::new(ErrorKind::ProjectInvalid, message)
            .with_hint("write `assembly/index.ts`, or name another under `[plugins.assemblyscript]`, as in `entry = \"src/main.ts\"`")
    })?;
    Ok(vec![entry.to_string_lossy().into_owned()])
}

fn in_folder(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

fn no_shim() -> Error {
    let message = "the library `@assemblyscript/wasi-shim` was not found";
    Error::new(ErrorKind::ToolchainMissing, message)
        .with_hint("add it with `npm install --save-dev @assemblyscript/wasi-shim`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toolchain() -> Toolchain {
        Toolchain {
            node: "/node".into(),
            compiler: "/asc.js".into(),
            shim: Some("/tools/shim/assembly".into()),
        }
    }

    #[test]
    fn programs_get_wasi_and_pages_get_bindings() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("app");
        fs_err::create_dir(&root).unwrap();
        fs_err::write(root.join("index.ts"), "").unwrap();
        let params = BuildParams::new(&root, root.join("out"));
        let options = Options::new(&params, &toolchain()).unwrap();
        let line = options.arguments.join(" ");
        assert!(line.starts_with("index.ts --noColors --target debug --outFile "), "{line}");
        assert!(line.contains("--exportStart _start --use ASC_WASI=1"), "{line}");
        let page = params.clone().with_target_format(TargetFormat::Webapp);
        let options = Options::new(&page, &toolchain()).unwrap();
        assert!(options.arguments.join(" ").ends_with("--bindings esm"));
        assert!(Options::new(&params.with_target("x86"), &toolchain()).is_err());
    }

    #[test]
    fn the_projects_own_targets_decide() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let text = r#"{ "entries": ["a.ts"], "targets": { "release": { "textFile": "x.wat" } } }"#;
        fs_err::write(root.join("asconfig.json"), text).unwrap();
        let params = BuildParams::new(root, root.join("out"));
        let line = |level| {
            let params = params.clone().with_optimization_level(level);
            Options::new(&params, &toolchain()).unwrap().arguments.join(" ")
        };
        let release = line(OptimizationLevel::Release);
        assert!(!release.contains("-O3") && release.contains("--textFile"), "{release}");
        assert!(line(OptimizationLevel::Size).contains("--target release"));
        assert!(line(OptimizationLevel::Size).contains("-Oz"));
    }
}
