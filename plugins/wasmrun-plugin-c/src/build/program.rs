//! The program among what a build tool made.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Error, ErrorKind, Result, outputs};

use super::Options;
use super::module::{is_module, is_object, lacks_main, strip};
use super::output::Outcome;
use super::record::write_whole;
use super::report::{no_main, tell};
use crate::project::ProjectSettings;

/// What a build tool made.
pub(super) struct Made {
    /// Where it worked.
    pub(super) folder: PathBuf,
    /// The programs, relative to the folder, sorted.
    programs: Vec<PathBuf>,
    /// The file that told it what to do.
    file: String,
}

impl Made {
    /// What is in a folder; without what is to be passed over.
    pub(super) fn find(
        folder: PathBuf,
        file: &str,
        passed_over: &dyn Fn(&Path) -> bool,
    ) -> Result<Self> {
        let mut programs = Vec::new();
        collect(&folder, Path::new(""), passed_over, &mut programs)?;
        programs.sort();
        Ok(Self { folder, programs, file: file.to_owned() })
    }

    /// The program that the settings name, else the one with the project's name, else the only one.
    pub(super) fn program(&self, settings: &ProjectSettings, root: &Path) -> Result<PathBuf> {
        let chosen = choose(&self.programs, settings, root, &self.file)?;
        Ok(self.folder.join(chosen))
    }
}

/// Puts a linked program in the place of `module`.
pub(super) fn take(
    cx: &Context,
    program: &Path,
    options: Options,
    module: &Path,
) -> Result<Outcome> {
    let made = finish(cx, &fs::read(program)?, options, module)?;
    Ok(made.map_or(Outcome::Failed, |fresh| Outcome::Built { fresh }))
}

/// Writes what is to be kept of a linked program, unless it is there; says whether it was. `None`, and
/// a diagnostic, for what is no program.
pub(super) fn finish(
    cx: &Context,
    linked: &[u8],
    options: Options,
    module: &Path,
) -> Result<Option<bool>> {
    if lacks_main(linked) {
        tell(cx, [&no_main()]);
        return Ok(None);
    }
    let bytes = strip(linked, options.keep)?;
    let fresh = fs::read(module).is_ok_and(|before| before == bytes);
    if !fresh {
        write_whole(module, &bytes)?;
    }
    Ok(Some(fresh))
}

/// Adds the modules that are no objects.
fn collect(
    root: &Path,
    folder: &Path,
    passed_over: &dyn Fn(&Path) -> bool,
    programs: &mut Vec<PathBuf>,
) -> Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if passed_over(&path) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(root, &path, passed_over, programs)?;
        } else if is_module(&entry.path()) && !is_object(&fs::read(entry.path())?) {
            programs.push(path);
        }
    }
    Ok(())
}

fn choose<'a>(
    programs: &'a [PathBuf],
    settings: &ProjectSettings,
    root: &Path,
    file: &str,
) -> Result<&'a Path> {
    if let Some(program) = &settings.program {
        return programs
            .iter()
            .find(|found| *found == program)
            .map(PathBuf::as_path)
            .ok_or_else(|| invalid(format!("`{file}` made no program `{}`", program.display())));
    }
    let name = outputs::name_for(root);
    let own_name = programs.iter().find(|program| program.file_stem() == Some(name.as_ref()));
    match (own_name, programs) {
        (Some(program), _) | (None, [program]) => Ok(program),
        (None, []) => Err(invalid(format!("`{file}` made no WebAssembly program")).with_hint(
            "link with `$(CC)`, or name a target with `cargo wasmrun compile -- TARGET`",
        )),
        (None, several) => {
            let names: Vec<_> = several.iter().map(|name| name.display().to_string()).collect();
            Err(invalid(format!("`{file}` made several programs: {}", names.join(", "))).with_hint(
                format!("choose under `[plugins.c]`, as in `program = \"{}\"`", names[0]),
            ))
        }
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::ProjectInvalid, message)
}
