//! The targets that the plugin builds for.

use wasmrun_plugin_sdk::{Error, ErrorKind, Result, TargetFormat};

/// A target of rustc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Programs with WASI.
    Wasip1,
    /// Modules for pages, and those without a system.
    Unknown,
}

impl Target {
    /// Every target, the default first.
    pub(crate) const ALL: [Self; 2] = [Self::Wasip1, Self::Unknown];

    /// What rustc calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wasip1 => "wasm32-wasip1",
            Self::Unknown => "wasm32-unknown-unknown",
        }
    }

    /// The target of that name, or the one that suits the format.
    ///
    /// # Errors
    ///
    /// `unsupported_option` for another target or format.
    pub(crate) fn choose(name: Option<&str>, format: TargetFormat) -> Result<Self> {
        let suited = match format {
            TargetFormat::Wasm => Self::Wasip1,
            TargetFormat::Webapp => Self::Unknown,
            _ => {
                let message = format!("Rust cannot be built as `{format}`");
                return Err(unsupported(message).with_hint("build a module with `--format wasm`"));
            }
        };
        let Some(name) = name else { return Ok(suited) };
        let found = Self::ALL.into_iter().find(|target| target.name() == name);
        let target = found.ok_or_else(|| {
            let message = format!("the Rust plugin does not build for the target `{name}`");
            unsupported(message).with_hint(format!("choose `--target {}`", suited.name()))
        })?;
        if format == TargetFormat::Webapp && target != suited {
            let message = format!("a page cannot be built for the target `{name}`");
            return Err(
                unsupported(message).with_hint(format!("choose `--target {}`", suited.name()))
            );
        }
        Ok(target)
    }
}

fn unsupported(message: String) -> Error {
    Error::new(ErrorKind::UnsupportedOption, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_suggests_a_target_and_a_name_decides() {
        let choose = |name, format| Target::choose(name, format);
        assert_eq!(choose(None, TargetFormat::Wasm).unwrap(), Target::Wasip1);
        assert_eq!(choose(None, TargetFormat::Webapp).unwrap(), Target::Unknown);
        let unknown = Some("wasm32-unknown-unknown");
        assert_eq!(choose(unknown, TargetFormat::Wasm).unwrap(), Target::Unknown);
        for (name, format) in
            [("x86_64", TargetFormat::Wasm), ("wasm32-wasip1", TargetFormat::Webapp)]
        {
            let error = choose(Some(name), format).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnsupportedOption);
        }
    }
}
