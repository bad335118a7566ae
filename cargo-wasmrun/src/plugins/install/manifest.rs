//! `[package.metadata.wasmrun-plugin]`: what a package says of its plugin, which can be read before
//! anything of it runs.

use serde::Deserialize;
use wasmrun_protocol::{Capabilities, PluginInfo};

use super::Error;

/// What a package says of its plugin. What it leaves out it says nothing about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// The plugin's name.
    pub name: Option<String>,
    /// Endings of source files.
    pub extensions: Option<Vec<String>>,
    /// Names of files that mark a project.
    pub entry_files: Option<Vec<String>>,
    /// The names of the capabilities that it has.
    pub capabilities: Option<Vec<String>>,
}

impl Manifest {
    /// Fails if the plugin says something else than its package, which the user read.
    pub(super) fn agrees(
        &self,
        info: &PluginInfo,
        capabilities: &Capabilities,
    ) -> Result<(), Error> {
        let name = self.name.as_ref().map(|name| vec![name.clone()]);
        let fields = [
            ("name", name.as_ref(), vec![info.name.clone()]),
            ("extensions", self.extensions.as_ref(), info.extensions.clone()),
            ("entry_files", self.entry_files.as_ref(), info.entry_files.clone()),
            ("capabilities", self.capabilities.as_ref(), claimed(capabilities)),
        ];
        for (field, manifest, mut plugin) in fields {
            let Some(manifest) = manifest else { continue };
            let mut manifest = manifest.clone();
            manifest.sort();
            plugin.sort();
            if manifest != plugin {
                let name = info.name.clone();
                return Err(Error::Disagrees { name, field, manifest, plugin });
            }
        }
        Ok(())
    }
}

/// The names of the capabilities that are true.
pub fn claimed(capabilities: &Capabilities) -> Vec<String> {
    let fields = serde_json::to_value(capabilities).unwrap_or_default();
    let fields = fields.as_object().into_iter().flatten();
    fields.filter(|(_, value)| **value == true).map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::*;

    #[test]
    fn a_manifest_has_to_agree_in_what_it_says() {
        let info = PluginInfo::new("x", Version::new(1, 0, 0)).with_extensions(["b", "a"]);
        let capabilities = Capabilities::default().with_compile_wasm(true);
        let agrees = |manifest: &str| {
            let manifest: Manifest = toml::from_str(manifest).unwrap();
            manifest.agrees(&info, &capabilities).map_err(|error| error.to_string())
        };
        assert_eq!(agrees(""), Ok(()));
        assert_eq!(agrees("extensions = ['a', 'b']\ncapabilities = ['compile_wasm']"), Ok(()));
        let error = agrees("capabilities = ['create']").unwrap_err();
        assert!(
            error.contains("the capabilities `compile_wasm`") && error.contains("`create`"),
            "{error}"
        );
        assert!(agrees("entry_files = ['x']").is_err());
    }
}
