//! Checks translated code: not for what programs could do wrong, but for mistakes of the translator.
//!
//! Handlers trust their cells. What is looked at here is what would make them reach outside of the
//! frame or run something that is no cell: slots, jumps, constants, the beginning and the end, and (in
//! [`assigned`](super::assigned)) that whatever is read was written before on every way there.

use std::collections::HashSet;
use std::mem::offset_of;

use super::assigned;
use super::instruction::{Instruction, Kind};
use super::lower::Writer;
use super::translator::Translator;
use super::widths::{operands, result};
use crate::error::Error;
use crate::interpreter::PinnedSlots;
use crate::interpreter::cell;
use crate::interpreter::handler::call::RECORD_SLOTS;

/// Looks through the code that a writer has finished, whose constants begin at byte `pool`.
///
/// # Errors
///
/// An internal error that names the mistake.
pub(super) fn verify(
    translator: &Translator<'_>,
    writer: &Writer,
    pool: usize,
) -> Result<(), Error> {
    let frame = Frame { slots: enter_field(writer, offset_of!(cell::Enter, frame)) };
    let result = frame
        .check_enter(translator, writer)
        .and_then(|()| check_cells(translator, writer, pool))
        .and_then(|()| check_targets(translator, writer))
        .and_then(|()| check_tables(writer, pool))
        .and_then(|()| check_constants(writer, pool))
        .and_then(|()| {
            let check = |(index, instruction)| {
                frame.check(instruction).map_err(|mistake| format!("{index}: {mistake}"))
            };
            translator.instructions.iter().enumerate().try_for_each(check)
        })
        .and_then(|()| assigned::check(translator));
    result.map_err(|mistake| Error::internal(format!("wrong code: {mistake}")))
}

/// What is wrong with the code.
pub(super) type Mistake = String;

fn require(holds: bool, mistake: impl FnOnce() -> Mistake) -> Result<(), Mistake> {
    if holds { Ok(()) } else { Err(mistake()) }
}

fn read(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_ne_bytes)
}

fn enter_field(writer: &Writer, at: usize) -> u32 {
    read(&writer.bytes, at)
}

/// Cells are whole words, in order; the last leads elsewhere.
fn check_cells(translator: &Translator<'_>, writer: &Writer, pool: usize) -> Result<(), Mistake> {
    let starts = || writer.starts.iter().chain(&writer.detour_starts);
    require(starts().is_sorted(), || "cells are not in order".to_owned())?;
    for start in starts() {
        require(start % 8 == 0 && *start as usize <= pool, || format!("a cell at byte {start}"))?;
    }
    require(writer.starts.first() == Some(&(size_of::<cell::Enter>() as u32)), || {
        "the first cell is not at the beginning".to_owned()
    })?;
    let last = translator.instructions.iter().rfind(|last| last.kind != Kind::Nothing);
    require(last.is_some_and(Instruction::is_unconditional), || "the code has no end".to_owned())
}

/// Every branch leads to a cell.
fn check_targets(translator: &Translator<'_>, writer: &Writer) -> Result<(), Mistake> {
    let code = &writer.starts[..translator.instructions.len()];
    let cells = code.iter().chain(&writer.detour_starts);
    let cells: HashSet<usize> = cells.map(|&start| start as usize).collect();
    for fixup in &writer.branches {
        let distance = read(&writer.bytes, fixup.field) as i32;
        let target = fixup.cell.checked_add_signed(distance as isize);
        require(target.is_some_and(|target| cells.contains(&target)), || {
            format!("the cell at {} branches by {distance}", fixup.cell)
        })?;
    }
    Ok(())
}

/// Every branch by index has a table behind the code with as many targets as it says.
fn check_tables(writer: &Writer, pool: usize) -> Result<(), Mistake> {
    const { assert!(offset_of!(cell::BranchTable, last) + 4 == offset_of!(cell::BranchTable, table)) };
    const { assert!(offset_of!(cell::LoadTable, last) + 4 == offset_of!(cell::LoadTable, table)) };
    for fixup in &writer.table_fields {
        let (last, distance) =
            (read(&writer.bytes, fixup.field - 4), read(&writer.bytes, fixup.field));
        let start = fixup.cell + distance as usize;
        let end = start + (last as usize + 1) * size_of::<cell::Target>();
        let is_one = writer.table_ranges.get(fixup.to) == Some(&(start..end)) && end <= pool;
        require(is_one, || format!("the cell at {} has a table at {start} to {end}", fixup.cell))?;
    }
    Ok(())
}

/// Every constant behind the code is one.
fn check_constants(writer: &Writer, pool: usize) -> Result<(), Mistake> {
    for fixup in &writer.constants {
        let place = fixup.cell + read(&writer.bytes, fixup.field) as usize;
        let is_one = place >= pool && place + 8 <= writer.bytes.len() && place.is_multiple_of(8);
        require(is_one, || format!("the cell at {} has a constant at {place}", fixup.cell))?;
    }
    Ok(())
}

/// The frame of the function.
struct Frame {
    /// Its size.
    slots: u32,
}

impl Frame {
    fn require(&self, first: u32, count: u32) -> Result<(), Mistake> {
        let end = u64::from(first) + u64::from(count);
        require(end <= u64::from(self.slots), || {
            format!("slots {first} to {end} in a frame of {}", self.slots)
        })
    }

    /// What the function's first cell does, and the return record.
    fn check_enter(&self, translator: &Translator<'_>, writer: &Writer) -> Result<(), Mistake> {
        let layout = &translator.frame;
        let from = enter_field(writer, offset_of!(cell::Enter, zero_from));
        let to = enter_field(writer, offset_of!(cell::Enter, zero_to));
        self.require(layout.header, RECORD_SLOTS)?;
        self.require(to, 0)?;
        require(layout.header + RECORD_SLOTS <= from && from <= to, || {
            format!("slots {from} to {to} are zeroed")
        })?;
        let pins: PinnedSlots = layout.pins;
        pins.iter().try_for_each(|&pin| self.require(pin.into(), u32::from(pin != 0)))
    }

    /// The slots that an instruction reads and writes.
    fn check(&self, instruction: &Instruction) -> Result<(), Mistake> {
        if instruction.kind == Kind::Nothing {
            return Ok(());
        }
        for (slot, count) in operands(instruction) {
            self.require(slot, count)?;
        }
        if let Some((slot, count)) = result(instruction) {
            self.require(slot, count)?;
        }
        match instruction.kind {
            Kind::CopySlots { from, to, count } => {
                self.require(from, count)?;
                self.require(to, count)
            }
            Kind::Call { frame, .. }
            | Kind::CopyCall { frame, .. }
            | Kind::CallImported { frame, .. }
            | Kind::CallIndirect { frame, .. }
            | Kind::CallReference { frame } => {
                require(frame.base <= frame.record, || "a call without room".to_owned())?;
                self.require(frame.record, RECORD_SLOTS)
            }
            Kind::Throw { from, count, .. } => self.require(from, count),
            Kind::TailCall { count, .. } => {
                self.require(instruction.y.slot().unwrap_or_default(), count)
            }
            _ => Ok(()),
        }
    }
}
