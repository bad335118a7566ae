//! Numbers of 32 bits in LEB128.

/// The most bytes that a number of 32 bits is written in.
pub(super) const MOST_BYTES: usize = 5;

/// An unsigned number of 32 bits, if one begins these bytes and is there as a whole.
pub(super) fn number(bytes: &[u8]) -> Option<u32> {
    let (bits, ..) = bits(bytes, MOST_BYTES)?;
    u32::try_from(bits).ok()
}

/// A number of 32 bits, if it takes no more than four bytes, and what follows it. Of such a number nothing
/// can be wrong: whatever is longer is for a reader that can say what.
#[inline]
pub(super) fn short_number(bytes: &[u8], signed: bool) -> Option<(u32, &[u8])> {
    let (bits, count, rest) = bits(bytes, MOST_BYTES - 1)?;
    let unused = if signed { 32 - count } else { 0 };
    let extended = ((bits as u32) << unused) as i32 >> unused;
    Some((extended as u32, rest))
}

/// The bits of a number that ends within the first `most` bytes, how many these are, and what follows the number.
#[inline]
fn bits(bytes: &[u8], most: usize) -> Option<(u64, usize, &[u8])> {
    let mut bits = 0;
    for (index, &byte) in bytes.iter().enumerate().take(most) {
        bits |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((bits, 7 * (index + 1), &bytes[index + 1..]));
        }
    }
    None
}

/// Replaces an unsigned number by one that is not greater, in as many bytes.
pub(super) fn replace(field: &mut [u8], number: usize) {
    let last = field.len() - 1;
    for (index, byte) in field.iter_mut().enumerate() {
        let continues = if index < last { 0x80 } else { 0 };
        *byte = (number >> (7 * index)) as u8 & 0x7f | continues;
    }
}
