//! SQLite's amalgamation, built by the C plugin, runs real SQL on a database file.

use std::io::Write as _;
use std::process::Stdio;

use integration::{Missing, copy_folder, require, workspace};

const SCRIPT: &str = "\
CREATE TABLE planet(name TEXT PRIMARY KEY, radius REAL, moons INTEGER);
INSERT INTO planet VALUES ('Mercury', 2439.7, 0), ('Earth', 6371.0, 1), ('Mars', 3389.5, 2), ('Jupiter', 69911.0, 95);
SELECT name, printf('%.1f', radius) FROM planet WHERE moons > 0 ORDER BY radius DESC;
WITH RECURSIVE step(n, total) AS (SELECT 1, 1 UNION ALL SELECT n + 1, total + (n + 1) * (n + 1) FROM step WHERE n < 20000)
SELECT max(total) FROM step;
SELECT json_group_array(name) FROM (SELECT name FROM planet ORDER BY name);
";

#[test]
fn sql_works_on_a_database_file_and_the_file_stays() {
    let Some(source) = require("SQLite", crate::fetched("sqlite/sqlite3.c")) else { return };
    let Some(()) = require("SQLite", toolchain()) else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().join("sqlite shell");
    copy_folder(&workspace().join("tests/programs/sqlite"), &project);
    for file in ["sqlite3.c", "sqlite3.h"] {
        fs_err::copy(source.with_file_name(file), project.join(file)).expect("the amalgamation");
    }
    let data = folder.path().join("data");
    fs_err::create_dir(&data).expect("a folder");

    let first = sql(&project, &data, SCRIPT);
    assert_eq!(
        first,
        "Jupiter|69911.0\nEarth|6371.0\nMars|3389.5\n2666866670000\n[\"Earth\",\"Jupiter\",\"Mars\",\"Mercury\"]\n"
    );
    let second =
        sql(&project, &data, "SELECT count(*), sum(moons) FROM planet; PRAGMA integrity_check;");
    assert_eq!(second, "4|98\nok\n");
    let header = fs_err::read(data.join("planets.db")).expect("the database");
    assert!(header.starts_with(b"SQLite format 3\0"));
}

/// Whether a C toolchain is there already; `tests/run` has the plugin set one up.
fn toolchain() -> Result<(), Missing> {
    if integration::home().join("plugins").join("c").exists() {
        return Ok(());
    }
    Err(Missing { what: "a C toolchain".into(), bring: "tests/run build programs".into() })
}

/// What the driver prints for `script` on `planets.db` in `data`.
fn sql(project: &std::path::Path, data: &std::path::Path, script: &str) -> String {
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command
        .args(["exec", "--release", "--dir"])
        .arg(format!("{}::/data", data.display()))
        .arg(project)
        .arg("/data/planets.db");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("cargo-wasmrun is built");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(script.as_bytes())
        .expect("the driver reads its script");
    let output = child.wait_with_output().expect("the child is ours");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {stderr}", output.status);
    String::from_utf8(output.stdout).expect("text")
}
