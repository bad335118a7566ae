//! What cargo says is in the project.

use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;
use wasmrun_plugin_sdk::{Context, Result, ToolOutput, WatchSpec};

use crate::toolchain::Cargo;

/// The packages of the project's workspace, without those that come from elsewhere.
pub(crate) struct Metadata(cargo_metadata::Metadata);

impl Metadata {
    /// Asks cargo; the inner error is what cargo said of a project that it cannot read.
    pub(crate) fn read(
        cx: &Context,
        cargo: &Cargo,
        root: &Path,
    ) -> Result<Result<Self, ToolOutput>> {
        let output = cargo
            .command(cx)
            .args(["metadata", "--no-deps", "--format-version=1", "--color=never"])
            .quiet()
            .run_in(root)?;
        let json = output.stdout.lines().find(|line| line.starts_with('{')).unwrap_or_default();
        Ok(match MetadataCommand::parse(json) {
            Ok(metadata) if output.success() => Ok(Self(metadata)),
            _ => Err(output),
        })
    }

    /// The folder of the workspace, to which paths in diagnostics are relative.
    pub(crate) fn workspace_root(&self) -> &Path {
        self.0.workspace_root.as_std_path()
    }

    /// Where cargo puts what it makes.
    pub(crate) fn target_directory(&self) -> &Path {
        self.0.target_directory.as_std_path()
    }

    /// The executable that `cargo run` would take: `default-run`, or the name of the package in the
    /// project's folder.
    pub(crate) fn default_run(&self, root: &Path) -> Option<&str> {
        let manifest = root.join("Cargo.toml");
        let package = self.0.packages.iter().find(|package| package.manifest_path == manifest)?;
        Some(package.default_run.as_deref().unwrap_or(package.name.as_str()))
    }

    /// What to watch: the workspace's packages, and those that they take from other folders.
    pub(crate) fn watch(&self, root: &Path) -> WatchSpec {
        let mut folders = vec![root.to_path_buf()];
        for package in &self.0.packages {
            folders.extend(package.manifest_path.parent().map(PathBuf::from));
            folders.extend(
                package.dependencies.iter().filter_map(|d| d.path.clone()).map(PathBuf::from),
            );
        }
        let workspace = self.workspace_root();
        let manifests = ["Cargo.toml", "Cargo.lock"].map(|name| workspace.join(name));
        folders.extend(manifests.into_iter().filter(|path| path.is_file()));
        folders.sort();
        // A folder is watched with all that is in it.
        folders.dedup_by(|inner, outer| inner.starts_with(outer));
        WatchSpec::new(folders).with_ignore(IGNORED)
    }

    /// What a build writes into the project besides its outputs.
    pub(crate) fn outputs(&self, root: &Path) -> Vec<String> {
        let inside = self.target_directory().strip_prefix(root).ok();
        let target = inside.map(|path| format!("/{}/**", path.display()));
        target.into_iter().chain(["/Cargo.lock".to_owned()]).collect()
    }
}

const IGNORED: [&str; 3] = [".*/**", "target/**", "dist/**"];

/// What to watch in a project that cargo cannot read.
pub(crate) fn watch_folder(root: &Path) -> WatchSpec {
    WatchSpec::new([root]).with_ignore(IGNORED)
}
