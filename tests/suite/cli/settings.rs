//! `config`, `doctor` and `--log-file`.

use crate::{guest, run_with, wasmrun};

#[test]
fn each_setting_is_shown_with_its_origin() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let project = tempfile::tempdir().expect("a temporary folder");
    let file = project.path().join("wasmrun.toml");
    fs_err::write(&file, "[serve]\nport = 9000\n").expect("a file in a folder of ours");
    let mut command = wasmrun();
    command.current_dir(project.path()).env("WASMRUN_HOME", home.path());
    let ended = run_with(command.args(["config", "show"]), b"").expect(0);
    let line = format!("serve.port = 9000  # {}\n", file.display());
    assert!(ended.stdout.contains(&line), "{}", ended.stdout);
    assert!(ended.stdout.contains("build.optimization = \"debug\"  # default\n"));
    assert!(ended.stdout.contains("  # environment `WASMRUN_HOME`\n"));
    let mut command = wasmrun();
    command.current_dir(project.path()).env("WASMRUN_HOME", home.path());
    let ended = run_with(command.args(["config", "path"]), b"").expect(0);
    let user = home.path().join("config.toml");
    assert_eq!(ended.stdout, format!("{}\n{}\n", user.display(), file.display()));
}

#[test]
fn a_broken_file_is_reported_with_its_line() {
    let project = tempfile::tempdir().expect("a temporary folder");
    let file = project.path().join("wasmrun.toml");
    fs_err::write(&file, "[serve]\nprot = 9000\n").expect("a file in a folder of ours");
    let mut command = wasmrun();
    let ended = run_with(command.current_dir(project.path()).args(["config", "show"]), b"");
    assert_ne!(ended.status, Some(0));
    ended.says("line 2: unknown key `serve.prot`").says("did you mean `serve.port`?");
}

#[test]
fn the_doctor_says_what_mends_what_is_missing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut command = wasmrun();
    // Plugins beside the executable are found whatever the path; the host itself is well.
    command.env("WASMRUN_HOME", home.path()).env("PATH", home.path());
    let ended = run_with(command.arg("doctor"), b"").expect(1);
    assert!(ended.stdout.contains("host: cargo-wasmrun"), "{}", ended.stdout);
    assert!(ended.stdout.contains("cargo: not on PATH"), "{}", ended.stdout);
    assert!(ended.stdout.contains("mend it with `"), "{}", ended.stdout);
}

#[test]
fn the_log_tells_how_long_each_step_took() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("log");
    let mut command = wasmrun();
    command.args(["exec", "--log-file"]).arg(&log).arg(guest("exit.wat"));
    let ended = run_with(&mut command, b"").expect(7);
    assert_eq!(ended.stderr, "", "the log goes to the file alone");
    let text = fs_err::read_to_string(&log).expect("the log was written");
    for step in ["load", "execution"] {
        let line = text.lines().find(|line| line.contains(step) && line.contains("close"));
        assert!(line.is_some_and(|line| line.contains("time.busy=")), "{step}:\n{text}");
    }
    let mut command = wasmrun();
    command.args(["exec", "--log-file", "/nowhere/log"]).arg(guest("exit.wat"));
    run_with(&mut command, b"").expect(125).says("failed to write the log").says("--log-file FILE");
}
