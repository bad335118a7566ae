//! Arguments, environment, randomness.

use wasmrun_runtime::wasi::{BuildError, WasiCtx};

use crate::{
    abi::errno,
    guest::{BUFFER, Guest, MEMORY_BYTES, RESULT, args},
};

/// The strings that a pair of functions such as `args_sizes_get` and `args_get` gives.
fn strings(guest: &mut Guest, sizes: &str, get: &str) -> Vec<String> {
    assert_eq!(guest.call(sizes, args![RESULT, RESULT + 4]), errno::SUCCESS);
    let (count, size) = (guest.u32(RESULT), guest.u32(RESULT + 4));
    assert_eq!(guest.call(get, args![RESULT, BUFFER]), errno::SUCCESS);
    let bytes = guest.get(BUFFER, size);
    let strings: Vec<String> = (0..count)
        .map(|index| {
            let start = (guest.u32(RESULT + 4 * index) - BUFFER) as usize;
            let length = bytes[start..].iter().position(|byte| *byte == 0).unwrap();
            String::from_utf8(bytes[start..start + length].to_vec()).unwrap()
        })
        .collect();
    assert_eq!(strings.iter().map(|string| string.len() as u32 + 1).sum::<u32>(), size);
    strings
}

#[test]
fn arguments_arrive_in_order() {
    let mut guest = Guest::new(WasiCtx::builder().arg("program").args(["", "käse", "a b"]));
    let arguments = strings(&mut guest, "args_sizes_get", "args_get");
    assert_eq!(arguments, ["program", "", "käse", "a b"]);
}

#[test]
fn the_last_value_of_a_variable_counts() {
    let builder = WasiCtx::builder().env("A", "1").env("B", "x=y").env("A", "2");
    let mut guest = Guest::new(builder);
    let variables = strings(&mut guest, "environ_sizes_get", "environ_get");
    assert_eq!(variables, ["A=2", "B=x=y"]);
}

#[test]
fn there_is_nothing_that_was_not_given() {
    let mut guest = Guest::new(WasiCtx::builder());
    assert!(strings(&mut guest, "args_sizes_get", "args_get").is_empty());
    assert!(strings(&mut guest, "environ_sizes_get", "environ_get").is_empty());
}

#[test]
fn what_cannot_be_passed_on_is_refused_when_building() {
    let error = WasiCtx::builder().arg("a\0b").build().unwrap_err();
    assert!(matches!(error, BuildError::ArgumentWithZero { .. }), "{error}");
    for name in ["", "A=B", "A\0"] {
        let error = WasiCtx::builder().env(name, "1").build().unwrap_err();
        assert!(matches!(error, BuildError::InvalidVariable { .. }), "{error}");
    }
}

#[test]
fn lists_that_do_not_fit_are_a_fault() {
    let mut guest = Guest::new(WasiCtx::builder().arg("program").env("A", "1"));
    for name in ["args_get", "environ_get"] {
        assert_eq!(guest.call(name, args![RESULT, MEMORY_BYTES - 1]), errno::FAULT);
        assert_eq!(guest.call(name, args![MEMORY_BYTES - 3, BUFFER]), errno::FAULT);
        assert_eq!(guest.call(name, args![-1, BUFFER]), errno::FAULT);
    }
}

#[test]
fn random_bytes_fill_the_buffer_and_nothing_else() {
    let mut guest = Guest::new(WasiCtx::builder());
    assert_eq!(guest.call("random_get", args![BUFFER, 1024]), errno::SUCCESS);
    let first = guest.get(BUFFER, 1024);
    assert_eq!(guest.call("random_get", args![BUFFER, 1024]), errno::SUCCESS);
    assert_ne!(first, guest.get(BUFFER, 1024));
    assert!(first.iter().any(|byte| *byte != first[0]));
    assert_eq!(guest.get(BUFFER + 1024, 1024), vec![0; 1024]);
    assert_eq!(guest.call("random_get", args![BUFFER, 0]), errno::SUCCESS);
    assert_eq!(guest.call("random_get", args![BUFFER, MEMORY_BYTES]), errno::FAULT);
}
