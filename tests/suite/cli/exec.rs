//! `exec`: arguments, environment, folders, statuses, traps.

use crate::{exec, guest};

#[test]
fn arguments_after_the_path_belong_to_the_guest() {
    let ended = exec([&guest("arguments.wat"), &"a", &"--dir", &"b c", &"--", &"-v"]).expect(0);
    assert_eq!(ended.stdout, "arguments.wat\0a\0--dir\0b c\0--\0-v\0");
}

#[test]
fn the_environment_is_empty_unless_asked_for() {
    let ended = exec([&guest("environment.wat")]).expect(0);
    assert_eq!(ended.stdout, "");
}

#[test]
fn environment_variables_are_given_or_inherited() {
    let mut command = crate::wasmrun();
    command.env("INHERITED", "from outside").env("SECRET", "not asked for");
    command.args(["exec", "--env", "A=1", "--env", "INHERITED"]).arg(guest("environment.wat"));
    let ended = crate::run_with(&mut command, b"").expect(0);
    assert_eq!(ended.stdout, "A=1\0INHERITED=from outside\0");
}

#[test]
fn the_exit_status_is_the_guests() {
    exec([&guest("exit.wat")]).expect(7);
}

#[test]
fn the_start_section_runs_before_start() {
    let ended = exec([&guest("start-order.wat")]).expect(0);
    assert_eq!(ended.stdout, "start section\n_start\n");
}

#[test]
fn a_folder_is_seen_only_if_it_is_given() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs_err::write(folder.path().join("hello.txt"), "from the folder\n").expect("a file in it");
    // Without a folder, descriptor 3 does not exist: errno 8, `badf`.
    exec([&guest("file.wat")]).expect(8);
    let ended = exec([&"--dir", &folder.path(), &guest("file.wat")]).expect(0);
    assert_eq!(ended.stdout, "from the folder\n");
    let renamed = format!("{}::/data:ro", folder.path().display());
    assert_eq!(
        exec([&"--dir", &renamed, &guest("file.wat")]).expect(0).stdout,
        "from the folder\n"
    );
}

#[test]
fn a_module_may_come_from_standard_input() {
    let module = wat::parse_file(guest("exit.wat")).expect("the guest is well-formed");
    let mut command = crate::wasmrun();
    command.args(["exec", "-"]);
    crate::run_with(&mut command, &module).expect(7);
}

#[test]
fn cargo_passes_its_subcommands_name() {
    let mut command = crate::wasmrun();
    command.args(["wasmrun", "exec"]).arg(guest("exit.wat"));
    crate::run_with(&mut command, b"").expect(7);
}
