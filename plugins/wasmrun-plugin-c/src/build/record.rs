//! What is remembered of a step, to know later whether it must be done again.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::SystemTime;

use fs_err as fs;
use serde::{Deserialize, Serialize};
use wasmrun_plugin_sdk::{Diagnostic, Result};

use super::stamp::Stamp;

/// A step that succeeded: what it was made from, by which command, and what it said.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Where the program ran, its version, and the whole command. A folder that was copied has
    /// records of the place that it came from, which say nothing about the copy.
    pub(super) command: Vec<String>,
    pub(super) inputs: Vec<Stamp>,
    pub(super) outputs: Vec<Stamp>,
    /// Warnings. They are told again as long as what they are about stays.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Record {
    /// The record of a step that need not be done again.
    pub(super) fn current(path: &Path, command: &[String]) -> Option<Self> {
        let record: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let mut stamps = record.outputs.iter().chain(&record.inputs);
        (record.command == command && stamps.all(Stamp::is_current)).then_some(record)
    }

    /// Keeps the record, unless an input was written since the step began: then nobody knows which
    /// content was read, and the step must be done again.
    pub(super) fn keep_unless_disturbed(&self, path: &Path, begun: SystemTime) -> Result<()> {
        if self.inputs.iter().any(|input| input.is_from(begun)) {
            return forget(path);
        }
        self.keep(path)
    }

    /// Keeps the record of a step whose inputs nobody else writes.
    pub(super) fn keep(&self, path: &Path) -> Result<()> {
        let json = serde_json::to_vec(self).map_err(io::Error::from)?;
        write_whole(path, &json)?;
        Ok(())
    }
}

/// Removes a record, so that its step is done again.
pub(super) fn forget(path: &Path) -> Result<()> {
    Ok(absent_is_fine(fs::remove_file(path))?)
}

/// The result of removing something, which may have been gone already.
pub(super) fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Marks the beginning of a step by writing an empty file, and takes the time from it: file systems
/// have clocks of their own.
pub(super) fn begin(marker: &Path) -> Result<SystemTime> {
    fs::write(marker, "")?;
    Ok(fs::metadata(marker)?.modified()?)
}

/// Writes a file so that a reader finds either the old content or the new.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    make_readable(file.path())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are for their owner only; what a build makes is like any other file.
#[cfg(unix)]
fn make_readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn record(input: &Path) -> Record {
        Record {
            command: vec!["cc".into()],
            inputs: vec![Stamp::take(input).unwrap()],
            outputs: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    #[test]
    fn a_record_holds_for_the_same_command_and_content() {
        let folder = tempfile::tempdir().unwrap();
        let [input, path] = ["a.c", "a.json"].map(|name| folder.path().join(name));
        fs::write(&input, "int a;").unwrap();
        let later = SystemTime::now() + Duration::from_mins(1);
        record(&input).keep_unless_disturbed(&path, later).unwrap();
        assert!(Record::current(&path, &["cc".into()]).is_some());
        assert!(Record::current(&path, &["cc".into(), "-g".into()]).is_none());
        fs::write(&input, "int ab;").unwrap();
        assert!(Record::current(&path, &["cc".into()]).is_none());
    }

    #[test]
    fn an_input_that_changed_meanwhile_leaves_no_record() {
        let folder = tempfile::tempdir().unwrap();
        let [input, path] = ["a.c", "a.json"].map(|name| folder.path().join(name));
        let begun = begin(&folder.path().join("marker")).unwrap();
        fs::write(&input, "int a;").unwrap();
        record(&input).keep_unless_disturbed(&path, begun).unwrap();
        assert!(Record::current(&path, &["cc".into()]).is_none());
    }

    #[test]
    fn a_damaged_record_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        for damaged in ["", "{", "[]", "{\"command\":3}"] {
            fs::write(&path, damaged).unwrap();
            assert!(Record::current(&path, &[]).is_none());
        }
    }
}
