//! `exec --invoke`: arguments typed by the signature, results on standard output.

use crate::{exec, guest};

#[track_caller]
fn check(arguments: &[&str], printed: &str) {
    let mut command = crate::wasmrun();
    command
        .arg("exec")
        .arg("--invoke")
        .arg(arguments[0])
        .arg(guest("functions.wat"))
        .args(&arguments[1..]);
    assert_eq!(crate::run_with(&mut command, b"").expect(0).stdout, printed);
}

#[test]
fn results_are_printed_one_a_line() {
    check(&["add", "5", "3"], "8\n");
    check(&["swap", "1", "-2"], "-2\n1\n");
    check(&["nothing"], "");
}

#[test]
fn integers_are_signed_or_unsigned_decimal_or_hexadecimal() {
    check(&["add", "-5", "0x10"], "11\n");
    check(&["add", "4294967295", "0"], "-1\n");
    check(&["add64", "9223372036854775807", "1"], "-9223372036854775808\n");
    check(&["add64", "18446744073709551615", "-1"], "-2\n");
}

#[test]
fn floats_may_be_special() {
    check(&["half", "-3"], "-1.5\n");
    check(&["half", "inf"], "inf\n");
    check(&["root", "nan"], "nan\n");
    check(&["root", "2.25"], "1.5\n");
}

#[test]
fn invoke_is_understood_after_the_path_of_a_module_without_start() {
    let ended = exec([&guest("functions.wat"), &"--invoke", &"add", &"1", &"2"]).expect(0);
    assert_eq!(ended.stdout, "3\n");
}

#[test]
fn a_wrong_argument_shows_the_signature() {
    exec([&"--invoke", &"add", &guest("functions.wat"), &"5", &"many"]).expect(2).says("i32, i32");
    exec([&"--invoke", &"add", &guest("functions.wat"), &"5"]).expect(2).says("i32, i32");
    exec([&"--invoke", &"add", &guest("functions.wat"), &"4294967296", &"0"]).expect(2).says("i32");
}

#[test]
fn an_unknown_function_names_the_nearest() {
    exec([&"--invoke", &"ad", &guest("functions.wat"), &"5", &"3"]).expect(2).says("`add`");
}
