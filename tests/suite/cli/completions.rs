//! `completions`: scripts that shells accept, with every command in them.

use crate::{run_with, wasmrun};

#[test]
#[expect(clippy::disallowed_methods, reason = "a test asks the shell itself")]
fn bash_completes_commands_and_flags() {
    let ended = run_with(wasmrun().args(["completions", "bash"]), b"").expect(0);
    let script = ended.stdout
        + r#"
        complete_words() {
          COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
          "$(complete -p cargo-wasmrun | sed 's/.*-F \([^ ]*\).*/\1/')" cargo-wasmrun "${COMP_WORDS[$# - 1]}" "${COMP_WORDS[$# - 2]}"
          echo "${COMPREPLY[@]}"
        }
        complete_words cargo-wasmrun ver
        complete_words cargo-wasmrun exec --time
        "#;
    let mut bash = std::process::Command::new("bash");
    let ended = run_with(bash.arg("-c").arg(script), b"").expect(0);
    assert_eq!(ended.stdout, "verify\n--timeout\n", "{}", ended.stderr);
}

#[test]
fn every_shell_gets_a_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = run_with(wasmrun().args(["completions", shell]), b"").expect(0);
        assert!(ended.stdout.contains("inspect"), "{shell}");
    }
}

#[test]
fn an_unknown_shell_is_refused_with_the_known_ones() {
    run_with(wasmrun().args(["completions", "tcsh"]), b"").expect(2).says("zsh");
}
