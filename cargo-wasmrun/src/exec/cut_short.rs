//! Tells a module that ends too early from one with a mistake.

use wasmparser::BinaryReader;

/// What every module begins with.
pub(super) const MAGIC: &[u8] = b"\0asm";

/// Whether these bytes begin like a module, but end within its header or within a section.
pub(super) fn is_cut_short(bytes: &[u8]) -> bool {
    const HEADER: usize = 8;
    const LAST_SECTION: u8 = 13;
    /// The most bytes that a section's length is written in.
    const MOST_LENGTH_BYTES: usize = 5;
    if !bytes.starts_with(MAGIC) {
        return false;
    }
    let Some(mut rest) = bytes.get(HEADER..) else { return true };
    while let [section, tail @ ..] = rest {
        if *section > LAST_SECTION {
            return false;
        }
        let mut reader = BinaryReader::new(tail, 0);
        let Ok(length) = reader.read_var_u32() else { return tail.len() < MOST_LENGTH_BYTES };
        let content = &tail[tail.len() - reader.bytes_remaining()..];
        let Some(next) = content.get(length as usize..) else { return true };
        rest = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_is_told_from_a_mistake_except_between_sections() {
        let wat = r#"(module (func (export "f")) (memory 1) (data (i32.const 0) "hello"))"#;
        let wasm = wat::parse_str(wat).unwrap();
        assert!(!is_cut_short(&wasm));
        let complete: Vec<usize> =
            (MAGIC.len()..wasm.len()).filter(|length| !is_cut_short(&wasm[..*length])).collect();
        // After the header, and after the sections of types, functions, memories, exports, code.
        assert_eq!(complete.len(), 6, "{complete:?}");
        for mistake in [&b"\x89PNG"[..], b"\0asm\x01\0\0\0\x77\x05", b""] {
            assert!(!is_cut_short(mistake), "{mistake:?}");
        }
        assert!(!is_cut_short(b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\xff\xff"));
    }
}
