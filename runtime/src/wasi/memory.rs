//! The guest's memory, with every access checked.

use std::{
    io::{IoSlice, IoSliceMut},
    ops::Range,
};

use smallvec::SmallVec;

use super::{errno::Errno, quota::Room, types::Pointer};

/// More buffers than this in one call are refused, as POSIX systems do.
const MAX_VECTORS: u32 = 1024;

/// How many buffers are handled without an allocation. C libraries use one or two.
const USUAL_VECTORS: usize = 4;

/// The bytes of the guest's linear memory. Nothing is accessed but through a check: an address
/// out of bounds is [`Errno::Fault`].
pub(super) struct GuestMemory<'a> {
    bytes: &'a mut [u8],
}

impl<'a> GuestMemory<'a> {
    pub(super) fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes from `at` to `at + length`.
    pub(super) fn slice(&self, at: Pointer, length: u32) -> Result<&[u8], Errno> {
        self.bytes.get(range(at, length)).ok_or(Errno::Fault)
    }

    /// The bytes from `at` to `at + length`, to be written.
    pub(super) fn slice_mut(&mut self, at: Pointer, length: u32) -> Result<&mut [u8], Errno> {
        self.bytes.get_mut(range(at, length)).ok_or(Errno::Fault)
    }

    /// The `index`th of the records of `N` bytes that start at `at`.
    pub(super) fn record<const N: usize>(
        &self,
        at: Pointer,
        index: u32,
    ) -> Result<&[u8; N], Errno> {
        let start = u64::from(at) + u64::from(index) * N as u64;
        let start = usize::try_from(start).map_err(|_| Errno::Fault)?;
        self.bytes.get(start..).and_then(|rest| rest.first_chunk()).ok_or(Errno::Fault)
    }

    pub(super) fn write(&mut self, at: Pointer, data: &[u8]) -> Result<(), Errno> {
        let start = at as usize;
        let end = start.checked_add(data.len()).ok_or(Errno::Fault)?;
        self.bytes.get_mut(start..end).ok_or(Errno::Fault)?.copy_from_slice(data);
        Ok(())
    }

    pub(super) fn write_u32(&mut self, at: Pointer, value: u32) -> Result<(), Errno> {
        self.write(at, &value.to_le_bytes())
    }

    pub(super) fn write_u64(&mut self, at: Pointer, value: u64) -> Result<(), Errno> {
        self.write(at, &value.to_le_bytes())
    }

    /// Checks that a result of `length` bytes can be stored at `at`, so that a call with a bad
    /// pointer has no effect.
    pub(super) fn check(&self, at: Pointer, length: u32) -> Result<(), Errno> {
        self.slice(at, length).map(drop)
    }

    /// The buffers that the vector of `count` pairs of pointer and length at `at` names, as far as
    /// there is room for them.
    ///
    /// # Errors
    /// Bad pointers; and if there is room for nothing of it, what the room says.
    pub(super) fn gather(
        &self,
        at: Pointer,
        count: u32,
        room: Room,
    ) -> Result<SmallVec<[IoSlice<'_>; USUAL_VECTORS]>, Errno> {
        let ranges = self.vectors(at, count)?;
        if room.bytes == 0 && !ranges.is_empty() {
            return Err(room.beyond);
        }
        let mut left = usize::try_from(room.bytes).unwrap_or(usize::MAX);
        let mut buffers = SmallVec::with_capacity(ranges.len());
        for Range { start, end } in ranges {
            let length = (end - start).min(left);
            if length == 0 {
                break;
            }
            left -= length;
            buffers.push(IoSlice::new(&self.bytes[start..start + length]));
        }
        Ok(buffers)
    }

    /// The same buffers, to be filled.
    ///
    /// Buffers that overlap cannot all be lent out: then it is the first alone, and the caller's
    /// read is a short one, which every guest has to expect anyway.
    pub(super) fn scatter(
        &mut self,
        at: Pointer,
        count: u32,
    ) -> Result<SmallVec<[IoSliceMut<'_>; USUAL_VECTORS]>, Errno> {
        let ranges = self.vectors(at, count)?;
        if let [range] = &ranges[..] {
            let buffer = IoSliceMut::new(&mut self.bytes[range.clone()]);
            return Ok(SmallVec::from_iter([buffer]));
        }
        let mut by_address: SmallVec<[usize; USUAL_VECTORS]> = (0..ranges.len()).collect();
        by_address.sort_unstable_by_key(|&index| ranges[index].start);
        let overlap = by_address.windows(2).any(|pair| ranges[pair[0]].end > ranges[pair[1]].start);
        if overlap {
            let first = ranges[0].clone();
            return Ok(SmallVec::from_iter([IoSliceMut::new(&mut self.bytes[first])]));
        }

        let mut buffers: SmallVec<[(usize, IoSliceMut<'_>); USUAL_VECTORS]> = SmallVec::new();
        let mut rest = &mut *self.bytes;
        let mut rest_start = 0;
        for index in by_address {
            let Range { start, end } = ranges[index];
            let (head, tail) = rest.split_at_mut(end - rest_start);
            buffers.push((index, IoSliceMut::new(&mut head[start - rest_start..])));
            rest = tail;
            rest_start = end;
        }
        buffers.sort_unstable_by_key(|&(index, _)| index);
        Ok(buffers.into_iter().map(|(_, buffer)| buffer).collect())
    }

    /// The ranges a vector names, all of them checked, without the empty ones.
    fn vectors(
        &self,
        at: Pointer,
        count: u32,
    ) -> Result<SmallVec<[Range<usize>; USUAL_VECTORS]>, Errno> {
        if count > MAX_VECTORS {
            return Err(Errno::Inval);
        }
        let mut ranges = SmallVec::new();
        for index in 0..count {
            let record: &[u8; 8] = self.record(at, index)?;
            let range = range(field::u32(record, 0), field::u32(record, 4));
            self.bytes.get(range.clone()).ok_or(Errno::Fault)?;
            if !range.is_empty() {
                ranges.push(range);
            }
        }
        Ok(ranges)
    }
}

/// Saturates where addresses are narrower than on 64-bit hosts: such a range is out of bounds.
fn range(at: Pointer, length: u32) -> Range<usize> {
    let start = at as usize;
    start..start.saturating_add(length as usize)
}

/// Reads little-endian numbers out of a record.
pub(super) mod field {
    pub(in crate::wasi) fn u16(record: &[u8], at: usize) -> u16 {
        u16::from_le_bytes([record[at], record[at + 1]])
    }

    pub(in crate::wasi) fn u32(record: &[u8], at: usize) -> u32 {
        u32::from(u16(record, at)) | u32::from(u16(record, at + 2)) << 16
    }

    pub(in crate::wasi) fn u64(record: &[u8], at: usize) -> u64 {
        u64::from(u32(record, at)) | u64::from(u32(record, at + 4)) << 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A memory of 64 bytes whose start holds a vector of these pairs.
    fn memory_of(pairs: &[(u32, u32)]) -> Vec<u8> {
        let mut bytes: Vec<u8> = pairs
            .iter()
            .flat_map(|(at, length)| [at.to_le_bytes(), length.to_le_bytes()].concat())
            .collect();
        bytes.resize(64, 0);
        bytes
    }

    #[test]
    fn buffers_keep_their_order_whatever_their_addresses() {
        let mut bytes = memory_of(&[(50, 2), (40, 3), (60, 0), (43, 1)]);
        let mut memory = GuestMemory::new(&mut bytes);
        let lengths: Vec<usize> =
            memory.scatter(0, 4).unwrap().iter().map(|buffer| buffer.len()).collect();
        assert_eq!(lengths, [2, 3, 1]);
        memory.scatter(0, 4).unwrap()[0].fill(7);
        assert_eq!(memory.slice(50, 2).unwrap(), [7, 7]);
    }

    #[test]
    fn overlapping_buffers_make_a_short_read() {
        let mut bytes = memory_of(&[(40, 8), (44, 8)]);
        let mut memory = GuestMemory::new(&mut bytes);
        assert_eq!(memory.scatter(0, 2).unwrap().len(), 1);
        assert_eq!(memory.gather(0, 2, Room::UNLIMITED).unwrap().len(), 2);
    }

    #[test]
    fn what_there_is_no_room_for_is_left_out() {
        let mut bytes = memory_of(&[(40, 4), (50, 4)]);
        let memory = GuestMemory::new(&mut bytes);
        let lengths = |bytes| {
            let room = Room { bytes, beyond: Errno::Fbig };
            let buffers = memory.gather(0, 2, room)?;
            Ok(buffers.iter().map(|buffer| buffer.len()).collect::<Vec<_>>())
        };
        assert_eq!(lengths(100), Ok(vec![4, 4]));
        assert_eq!(lengths(6), Ok(vec![4, 2]));
        assert_eq!(lengths(4), Ok(vec![4]));
        assert_eq!(lengths(1), Ok(vec![1]));
        assert_eq!(lengths(0), Err(Errno::Fbig));
    }

    #[test]
    fn every_pointer_is_checked() {
        let mut bytes = memory_of(&[(40, 8), (u32::MAX, 8)]);
        let mut memory = GuestMemory::new(&mut bytes);
        assert_eq!(memory.scatter(0, 2).unwrap_err(), Errno::Fault);
        assert_eq!(memory.gather(u32::MAX - 3, 1, Room::UNLIMITED).unwrap_err(), Errno::Fault);
        assert_eq!(memory.gather(0, MAX_VECTORS + 1, Room::UNLIMITED).unwrap_err(), Errno::Inval);
        assert_eq!(memory.slice(u32::MAX, u32::MAX).unwrap_err(), Errno::Fault);
        assert_eq!(memory.slice(64, 0).unwrap(), []);
        assert_eq!(memory.write_u64(57, 0).unwrap_err(), Errno::Fault);
        assert_eq!(memory.record::<48>(16, u32::MAX).unwrap_err(), Errno::Fault);
    }
}
