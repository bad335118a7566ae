//! Programs that serve, written out in the text format.

/// A program that writes `serving`, accepts one connection after the other, reads what the client
/// sends first to 8192, answers `answer`, does `body`, and closes the connection. In `body` are
/// `$client`, `$length` with how much was read, `(call $receive CLIENT)`, which reads to 8192 and gives
/// the length, and `(call $send CLIENT ADDRESS LENGTH)`. It traps when it is asked for `/trap`.
pub(crate) fn serves(answer: impl AsRef<[u8]>, body: &str) -> String {
    let answer = answer.as_ref();
    let data: Vec<String> = answer.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let data = data.concat();
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "sock_accept" (func $accept (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "{data}")
  (data (i32.const 100) "serving\n")
  (func $buffer (param i32 i32)
    (i32.store (i32.const 0) (local.get 0)) (i32.store (i32.const 4) (local.get 1)))
  (func $receive (param $client i32) (result i32)
    (call $buffer (i32.const 8192) (i32.const 8192))
    (i32.store (i32.const 8) (i32.const 0))
    (drop (call $read (local.get $client) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.load (i32.const 8)))
  (func $send (param $client i32) (param $address i32) (param $length i32)
    (loop $more
      (call $buffer (local.get $address) (local.get $length))
      (if (call $write (local.get $client) (i32.const 0) (i32.const 1) (i32.const 8)) (then (return)))
      (local.set $address (i32.add (local.get $address) (i32.load (i32.const 8))))
      (local.set $length (i32.sub (local.get $length) (i32.load (i32.const 8))))
      (br_if $more (local.get $length))))
  (func $converse (param $client i32) (local $length i32)
    (local.set $length (call $receive (local.get $client)))
    ;; `/tra`, behind `GET `
    (if (i32.eq (i32.load (i32.const 8196)) (i32.const 0x6172_742f)) (then unreachable))
    (call $send (local.get $client) (i32.const 1024) (i32.const {length}))
    {body})
  (func (export "_start") (local $client i32)
    (call $send (i32.const 1) (i32.const 100) (i32.const 8))
    (loop $next
      (if (call $accept (i32.const 3) (i32.const 0) (i32.const 16)) (then unreachable))
      (local.set $client (i32.load (i32.const 16)))
      (call $converse (local.get $client))
      (drop (call $close (local.get $client)))
      (br $next))))"#,
        length = answer.len()
    )
}
