//! Translated functions.

use std::ops::Range;

use super::catching::Catching;
use crate::vm::{CodeRoom, CodeWords};

/// The cells of one function, followed by its pool of constants.
#[derive(Debug)]
pub(crate) struct Code {
    words: CodeWords,
    header: u32,
    catching: Option<Box<Catching>>,
}

impl Code {
    pub(super) fn new(
        bytes: &[u8],
        header: u32,
        catching: Option<Catching>,
        room: &CodeRoom,
    ) -> Self {
        let (words, rest) = bytes.as_chunks::<8>();
        debug_assert!(rest.is_empty(), "cells are whole words");
        let words = room.keep(words.iter().map(|bytes| u64::from_ne_bytes(*bytes)));
        Self { words, header, catching: catching.map(Box::new) }
    }

    /// The first cell.
    pub(crate) fn entry(&self) -> *const u64 {
        self.words.as_slice().as_ptr().cast()
    }

    /// The slot of the function's frames in which the return record begins.
    pub(crate) fn header(&self) -> u32 {
        self.header
    }

    /// Who catches what is thrown in the function; `None` if nobody does.
    pub(crate) fn catching(&self) -> Option<&Catching> {
        self.catching.as_deref()
    }

    /// The addresses of the code.
    pub(crate) fn address_range(&self) -> Range<usize> {
        let range = self.words.as_slice().as_ptr_range();
        range.start.addr()..range.end.addr()
    }
}

/// Which operator of the module each cell of a function came from.
#[derive(Debug, Default)]
pub(crate) struct Positions {
    /// The first byte of a cell in the code, and of its operator in the module; in order.
    cells: Vec<(usize, usize)>,
}

impl Positions {
    pub(super) fn push(&mut self, cell: usize, operator: usize) {
        self.cells.push((cell, operator));
    }

    /// The position in the module of the operator whose cell contains byte `offset` of the code.
    pub(crate) fn find(&self, offset: usize) -> Option<usize> {
        let next = self.cells.partition_point(|&(cell, _)| cell <= offset);
        Some(self.cells.get(next.checked_sub(1)?)?.1)
    }
}
