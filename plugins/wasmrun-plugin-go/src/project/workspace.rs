//! The modules of a workspace, as `go.work` names them.

use std::path::{Component, Path};

const FILE: &str = "go.work";

/// Whether Go knows the packages in `root`: those of a module, or of a workspace.
pub(crate) fn is_for_modules(root: &Path) -> bool {
    root.join("go.mod").is_file() || root.join(FILE).is_file()
}

/// The patterns for all packages in `root`: a workspace that is no module itself has those of its modules.
pub(crate) fn all_packages(root: &Path) -> Vec<String> {
    let everything = || vec!["./...".to_owned()];
    if root.join("go.mod").is_file() {
        return everything();
    }
    let Ok(text) = fs_err::read_to_string(root.join(FILE)) else { return everything() };
    let folders = used(&text).into_iter().filter(|folder| is_inside(folder));
    let patterns: Vec<_> =
        folders.map(|folder| format!("./{}/...", folder.trim_start_matches("./"))).collect();
    if patterns.is_empty() { everything() } else { patterns }
}

/// The folders that the file uses: `use ./a`, or a list of them between parentheses.
fn used(text: &str) -> Vec<&str> {
    let mut folders = Vec::new();
    let mut in_list = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let directive = line.strip_prefix("use").filter(|rest| rest.starts_with([' ', '\t', '(']));
        match directive.map(str::trim) {
            Some("(") => in_list = true,
            Some(folder) => folders.push(folder),
            None if line == ")" => in_list = false,
            None if in_list && !line.is_empty() => folders.push(line),
            None => {}
        }
    }
    folders.into_iter().map(|folder| folder.trim_matches(['"', '`'])).collect()
}

/// Whether the path leads to the project's folder or below it.
fn is_inside(path: &str) -> bool {
    let is_down = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    Path::new(path).components().all(is_down)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_of_a_workspace_are_those_that_it_uses() {
        let text = "go 1.21 // use ./not\n\nuse ./a\nuse (\n\t./b // the server\n\t\"./c d\"\n)\nreplace x => ./e\n";
        assert_eq!(used(text), ["./a", "./b", "./c d"]);
    }

    #[test]
    fn all_packages_are_those_of_the_modules_inside() {
        let folder = tempfile::tempdir().unwrap();
        let packages = |text: &str| {
            fs_err::write(folder.path().join(FILE), text).unwrap();
            all_packages(folder.path())
        };
        assert!(!is_for_modules(folder.path()));
        assert_eq!(packages("use ./a\nuse ../b\nuse c/d\n"), ["./a/...", "./c/d/..."]);
        assert!(is_for_modules(folder.path()));
        assert_eq!(packages("use ../b\n"), ["./..."]);
        // A module may lie beside its workspace.
        fs_err::write(folder.path().join("go.mod"), "").unwrap();
        assert_eq!(packages("use ./a\n"), ["./..."]);
    }
}
