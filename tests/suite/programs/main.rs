//! Real programs that this project did not write, under `exec`.

mod network;
mod python;
mod sqlite;

use std::path::PathBuf;

use integration::Missing;

/// A file that `tests/programs/fetch` brings.
fn fetched(path: &str) -> Result<PathBuf, Missing> {
    let file = integration::programs().join(path);
    if file.exists() {
        Ok(file)
    } else {
        Err(Missing { what: file.display().to_string(), bring: "tests/programs/fetch".into() })
    }
}
