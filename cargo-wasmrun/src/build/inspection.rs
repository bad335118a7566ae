//! Looks at what a plugin says it made: is it there, where it may be, and WebAssembly?

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use regex_lite::Regex;
use wasmrun_protocol::{Artifact, ArtifactKind, Expectation, RunPlan};
use wasmrun_runtime::{Engine, Module};

use super::Error;
use crate::stamp::Stamp;

/// The folders that a plugin's artifacts may lie in and its run plans may open.
#[derive(Clone, Debug)]
pub(crate) struct Allowed {
    plugin: String,
    folders: Vec<PathBuf>,
    /// The modules that were found valid, so that one that a build leaves alone costs nothing.
    valid: RefCell<BTreeMap<PathBuf, Stamp>>,
}

impl Allowed {
    /// Allows these folders, which need not exist yet.
    pub(crate) fn new(plugin: &str, folders: Vec<PathBuf>) -> Self {
        Self { plugin: plugin.to_owned(), folders, valid: RefCell::default() }
    }

    /// The artifacts, with links in their paths resolved.
    pub(crate) fn artifacts(&self, artifacts: Vec<Artifact>) -> Result<Vec<Artifact>, Error> {
        let mut checked = artifacts;
        for artifact in &mut checked {
            artifact.path = self.file(&artifact.path)?;
            if artifact.kind == ArtifactKind::Wasm {
                self.validate(&artifact.path)?;
            }
        }
        Ok(checked)
    }

    /// Checks that files are there, and where they may be.
    pub(crate) fn check(&self, files: &[PathBuf]) -> Result<(), Error> {
        files.iter().try_for_each(|file| self.file(file).map(drop))
    }

    /// The run plan, with links in its paths resolved.
    pub(crate) fn plan(&self, mut plan: RunPlan) -> Result<RunPlan, Error> {
        plan.entry = self.file(&plan.entry)?;
        for preopen in &mut plan.preopens {
            preopen.host = self.resolve(&preopen.host)?;
        }
        for provider in &mut plan.providers {
            provider.module = self.file(&provider.module)?;
        }
        let patterns = plan.expect.iter().flat_map(Expectation::patterns);
        for pattern in patterns {
            Regex::new(pattern).map_err(|source| Error::WrongPattern {
                plugin: self.plugin.clone(),
                pattern: pattern.to_owned(),
                source,
            })?;
        }
        Ok(plan)
    }

    /// A file: to read a pipe or a device could take for ever.
    fn file(&self, path: &Path) -> Result<PathBuf, Error> {
        let resolved = self.resolve(path)?;
        if resolved.is_file() {
            return Ok(resolved);
        }
        let source = io::Error::other("it is no file");
        Err(Error::MissingArtifact { plugin: self.plugin.clone(), path: resolved, source })
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, Error> {
        let resolved = dunce::canonicalize(path).map_err(|source| Error::MissingArtifact {
            plugin: self.plugin.clone(),
            path: path.to_owned(),
            source,
        })?;
        let folders = self.folders.iter().filter_map(|folder| dunce::canonicalize(folder).ok());
        if !folders.into_iter().any(|folder| resolved.starts_with(folder)) {
            return Err(Error::Outside { plugin: self.plugin.clone(), path: resolved });
        }
        Ok(resolved)
    }

    /// Checks that a file is WebAssembly. What our interpreter cannot run may do in a browser.
    fn validate(&self, path: &Path) -> Result<(), Error> {
        let stamp = Stamp::of_file(path);
        if stamp.is_some() && self.valid.borrow().get(path) == stamp.as_ref() {
            return Ok(());
        }
        let bytes = fs_err::read(path).map_err(|source| Error::MissingArtifact {
            plugin: self.plugin.clone(),
            path: path.to_owned(),
            source,
        })?;
        match Module::validate(&Engine::default(), &bytes) {
            Err(error) if error.is_invalid_module() => Err(Error::InvalidModule {
                plugin: self.plugin.clone(),
                path: path.to_owned(),
                source: Box::new(error),
            }),
            _ => {
                if let Some(stamp) = stamp {
                    self.valid.borrow_mut().insert(path.to_owned(), stamp);
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use wasmrun_protocol::{Preopen, Provider, RunMode};

    use super::*;

    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    struct World {
        root: tempfile::TempDir,
        allowed: Allowed,
    }

    impl World {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let project = root.path().join("project");
            fs_err::create_dir_all(&project).unwrap();
            fs_err::write(project.join("good.wasm"), EMPTY).unwrap();
            fs_err::write(project.join("bad.wasm"), "text").unwrap();
            fs_err::write(root.path().join("secret.wasm"), EMPTY).unwrap();
            Self { allowed: Allowed::new("x", vec![project]), root }
        }

        fn check(&self, path: &str) -> Result<(), Error> {
            let path = self.root.path().join(path);
            self.allowed.artifacts(vec![Artifact::new(ArtifactKind::Wasm, path)]).map(drop)
        }
    }

    #[test]
    fn artifacts_are_there_allowed_and_valid() {
        let world = World::new();
        assert!(world.check("project/good.wasm").is_ok());
        assert!(matches!(world.check("project/none.wasm"), Err(Error::MissingArtifact { .. })));
        assert!(matches!(world.check("project/bad.wasm"), Err(Error::InvalidModule { .. })));
        assert!(matches!(world.check("project/../secret.wasm"), Err(Error::Outside { .. })));
        assert!(matches!(world.check("secret.wasm"), Err(Error::Outside { .. })));
    }

    #[test]
    fn a_module_that_was_valid_is_looked_at_again_once_it_changed() {
        let world = World::new();
        let module = world.root.path().join("project/good.wasm");
        let set_time = |seconds| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let file = fs_err::File::options().write(true).open(&module).unwrap();
            file.file().set_modified(time).unwrap();
        };
        set_time(1);
        assert!(world.check("project/good.wasm").is_ok());
        assert!(world.check("project/good.wasm").is_ok());
        fs_err::write(&module, "text").unwrap();
        set_time(2);
        assert!(matches!(world.check("project/good.wasm"), Err(Error::InvalidModule { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_leads_nowhere_else() {
        let world = World::new();
        let link = world.root.path().join("project/link.wasm");
        std::os::unix::fs::symlink(world.root.path().join("secret.wasm"), link).unwrap();
        assert!(matches!(world.check("project/link.wasm"), Err(Error::Outside { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_read() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};

        let world = World::new();
        let pipe = world.root.path().join("project/pipe.wasm");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert!(matches!(world.check("project/pipe.wasm"), Err(Error::MissingArtifact { .. })));
        let plan = RunPlan::new(RunMode::Wasi, &pipe);
        assert!(matches!(world.allowed.plan(plan), Err(Error::MissingArtifact { .. })));
    }

    #[test]
    fn a_plan_opens_only_allowed_folders() {
        let world = World::new();
        let entry = world.root.path().join("project/good.wasm");
        let plan = |folder: &Path| {
            RunPlan::new(RunMode::Wasi, &entry).with_preopens(vec![Preopen::new(folder, "/")])
        };
        assert!(world.allowed.plan(plan(&world.root.path().join("project"))).is_ok());
        let error = world.allowed.plan(plan(world.root.path())).unwrap_err();
        assert!(matches!(error, Error::Outside { .. }));
        assert!(error.hints()[0].contains("--allow-dir"));
    }

    #[test]
    fn a_plan_expects_only_patterns() {
        let world = World::new();
        let entry = world.root.path().join("project/good.wasm");
        let plan = |pattern| {
            let expectation = Expectation::new().with_never_prints([pattern]);
            RunPlan::new(RunMode::Wasi, &entry).with_expect(expectation)
        };
        assert!(world.allowed.plan(plan("(a|b)+")).is_ok());
        let error = world.allowed.plan(plan("(a|b")).unwrap_err();
        assert!(matches!(error, Error::WrongPattern { .. }), "{error}");
    }

    #[test]
    fn a_plan_names_only_allowed_providers() {
        let world = World::new();
        let entry = world.root.path().join("project/good.wasm");
        let plan = |module: &str| {
            let provider = Provider::new("library", world.root.path().join(module));
            RunPlan::new(RunMode::Wasi, &entry).with_providers(vec![provider])
        };
        assert!(world.allowed.plan(plan("project/good.wasm")).is_ok());
        for (module, is_outside) in [("secret.wasm", true), ("project", false)] {
            let error = world.allowed.plan(plan(module)).unwrap_err();
            assert_eq!(matches!(error, Error::Outside { .. }), is_outside, "{error}");
        }
    }
}
