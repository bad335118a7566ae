//! A language under test: what it needs, and what the tests of all languages share.

use crate::project::Project;
use crate::toolchain::look_for;

/// A language with its example.
#[derive(Clone, Copy)]
pub(crate) struct Language {
    /// The plugin's name.
    pub(crate) plugin: &'static str,
    /// The example's folder below `examples`.
    pub(crate) example: &'static str,
    /// The command that brings the toolchain on a machine for tests.
    pub(crate) bring: &'static str,
}

/// A change that breaks a source.
pub(crate) struct Break {
    pub(crate) file: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    /// Where the diagnostic is to point.
    pub(crate) line: u64,
    pub(crate) column: u64,
}

impl Language {
    /// A copy of the example; `None`, and a note, where the toolchain is missing and the test may be left out.
    pub(crate) fn project(&self, test: &str) -> Option<Project> {
        let project = Project::of_example(self.plugin, self.example);
        let test = format!("languages: {}: {test}", self.plugin);
        integration::require(&test, look_for(&project, self.bring)).map(|()| project)
    }

    /// Of the three levels, `size` makes the smallest module, and no two make the same.
    #[track_caller]
    pub(crate) fn levels_differ(&self) {
        let Some(project) = self.project("levels") else { return };
        let [debug, release, size] = ["debug", "release", "size"].map(|level| {
            project.run(&["compile", "--optimization", level]).success();
            project.module_size(level)
        });
        assert!(debug > release && release > size, "{debug}, {release}, {size}");
    }

    /// What a release keeps to be debugged by, it keeps if it is asked to: these bytes are in the module then.
    #[track_caller]
    pub(crate) fn keeps_debugging_information(&self, sign: &str) {
        let Some(project) = self.project("debugging information") else { return };
        for (flags, expected) in [(&[][..], false), (&["--debug-info"], true), (&[], false)] {
            project.run(&[&["compile"], flags].concat()).success();
            let module = fs_err::read(project.module("release").expect("a module"));
            let module = module.expect("a module");
            let kept = module.windows(sign.len()).any(|bytes| bytes == sign.as_bytes());
            assert_eq!(kept, expected, "{flags:?}");
        }
    }

    /// A broken source fails the build with a diagnostic at the right place.
    #[track_caller]
    pub(crate) fn diagnoses(&self, broken: &Break) {
        let Some(project) = self.project("diagnostics") else { return };
        project.edit(broken.file, broken.from, broken.to);
        let ended = project.run(&["compile", "--message-format", "json"]);
        assert_eq!(ended.status, Some(1), "{}", ended.stdout);
        let diagnostics = ended.diagnostics();
        let places: Vec<_> =
            diagnostics.iter().filter(|found| found["severity"] == "error").collect();
        let [error] = places.as_slice() else { panic!("expected one error: {diagnostics:?}") };
        assert_eq!(error["span"]["file"], project.path(broken.file).display().to_string());
        let start = &error["span"]["start"];
        let column = start["column"].as_u64().unwrap_or(1);
        assert_eq!((start["line"].as_u64(), column), (Some(broken.line), broken.column));
        // And once it is mended, it builds.
        project.edit(broken.file, broken.to, broken.from);
        project.run(&["compile"]).success();
    }

    /// A second build has nothing to do, and one after a change has.
    #[track_caller]
    pub(crate) fn rebuilds_what_changed(&self, file: &str, from: &str, to: &str) {
        let Some(project) = self.project("rebuilds") else { return };
        let before = project.run(&["exec"]).success().stdout;
        let module = project.module("debug");
        let first = module.as_deref().map(modified);
        assert_eq!(project.run(&["exec"]).success().stdout, before);
        assert_eq!(module.as_deref().map(modified), first, "the module was made again");
        project.edit(file, from, to);
        assert_ne!(project.run(&["exec"]).success().stdout, before);
    }
}

fn modified(path: &std::path::Path) -> std::time::SystemTime {
    fs_err::metadata(path).and_then(|metadata| metadata.modified()).expect("a module")
}
