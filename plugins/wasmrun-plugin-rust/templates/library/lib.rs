/// Try it: cargo wasmrun exec --invoke add . 2 3
#[unsafe(no_mangle)]
pub extern "C" fn add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}
