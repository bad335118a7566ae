//! Which changes should start a build.

use std::path::Path;

use wasmrun_plugin_sdk::WatchSpec;

use super::flags::FLAGS_FILE;
use super::{EXTENSIONS, Layout, Project};

/// What to watch for this project, given where its outputs go.
pub(crate) fn watch(project: &Project, output_dir: Option<&Path>) -> WatchSpec {
    let mut ignore =
        vec![".*/**".to_owned(), "*.o".to_owned(), "*.a".to_owned(), "*.wasm".to_owned()];
    let outputs = output_dir.and_then(|folder| folder.strip_prefix(&project.root).ok());
    if let Some(outputs) = outputs.filter(|outputs| !outputs.as_os_str().is_empty()) {
        let parts: Vec<_> = outputs.iter().map(|part| part.to_string_lossy()).collect();
        ignore.push(format!("/{}/**", parts.join("/")));
    }
    let include = match project.layout {
        // Either may make sources out of anything.
        Layout::CMake | Layout::Makefile(_) => Vec::new(),
        Layout::Sources(_) => {
            let sources = EXTENSIONS.iter().map(|extension| format!("*.{extension}"));
            sources.chain([format!("/{FLAGS_FILE}"), "/Makefile".to_owned()]).collect()
        }
    };
    WatchSpec::new([&project.root]).with_include(include).with_ignore(ignore)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(layout: Layout) -> Project {
        Project { root: "/p".into(), layout }
    }

    #[test]
    fn sources_headers_and_flags_are_watched_and_outputs_are_not() {
        let project = project(Layout::Sources(vec!["main.c".into()]));
        let spec = watch(&project, Some(Path::new("/p/build/out")));
        assert_eq!(spec.paths, [Path::new("/p")]);
        for glob in ["*.c", "*.h", "*.hpp", "/compile_flags.txt", "/Makefile"] {
            assert!(spec.include.iter().any(|include| include == glob), "{glob}");
        }
        assert!(spec.ignore.iter().any(|ignore| ignore == "/build/out/**"));
    }

    #[test]
    fn outputs_elsewhere_need_no_glob() {
        let project = project(Layout::Makefile("Makefile"));
        for elsewhere in ["/q", "/p"] {
            let spec = watch(&project, Some(Path::new(elsewhere)));
            assert!(spec.include.is_empty());
            assert!(spec.ignore.iter().all(|glob| !glob.starts_with('/')), "{:?}", spec.ignore);
        }
    }
}
