//! Numbers of few bytes in LEB128.

/// A number of 32 bits, if it takes no more than four bytes, and what follows it. Of such a number nothing
/// can be wrong: whatever is longer is for a reader that can say what.
#[inline]
pub(super) fn short_number(bytes: &[u8], signed: bool) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (index, &byte) in bytes.iter().enumerate().take(4) {
        number |= u32::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let unused = if signed { 32 - 7 * (index + 1) } else { 0 };
            let extended = ((number << unused) as i32 >> unused) as u32;
            return Some((extended, &bytes[index + 1..]));
        }
    }
    None
}
