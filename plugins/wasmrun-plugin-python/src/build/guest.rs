//! The Python that runs beside the project's own.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::interpreter::RELEASE;

/// Where the guest sees it.
pub(super) const PLACE: &str = "/wasmrun";
/// The script that checks sources.
pub(super) const CHECK: &str = "check_syntax.py";
/// The script that runs pytest.
pub(super) const PYTEST: &str = "run_pytest.py";

const FILES: [(&str, &str); 4] = [
    ("sitecustomize.py", include_str!("../../guest/sitecustomize.py")),
    (CHECK, include_str!("../../guest/check_syntax.py")),
    ("quick_start.py", include_str!("../../guest/quick_start.py")),
    (PYTEST, include_str!("../../guest/run_pytest.py")),
];

/// Writes the files into the folder of outputs, and says where.
pub(super) fn write(output_dir: &Path) -> io::Result<PathBuf> {
    // What the guest keeps there is of use to the same interpreter only.
    let folder = output_dir.join("guest").join(RELEASE);
    fs::create_dir_all(&folder)?;
    for (name, text) in FILES {
        let path = folder.join(name);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        fs::write(path, text)?;
    }
    Ok(folder)
}
