//! The operators of a function, which are looked at twice.

use wasmparser::{FunctionBody, Operator};

use super::frame::malformed;
use crate::error::Error;

/// The operators of a function.
///
/// To decode them is a good part of the work of translating, so that they are kept in between, unless
/// there are so many that this would take much memory.
pub(super) struct Operators<'a> {
    body: &'a FunctionBody<'a>,
    /// All of them, each with its first byte in the module; or none.
    kept: Vec<(usize, Operator<'a>)>,
}

impl<'a> Operators<'a> {
    /// The most bytes of code of which the operators are kept: their list can then be left to the next translation.
    const MAX_KEPT: usize = 8 << 10;

    /// Those of `body`, kept in a list that is empty.
    pub(super) fn new(
        body: &'a FunctionBody<'a>,
        mut kept: Vec<(usize, Operator<'a>)>,
    ) -> Result<Self, Error> {
        let length = body.as_bytes().len();
        if length <= Self::MAX_KEPT {
            // In what compilers make, an operator takes more than two bytes.
            kept.reserve(length / 2);
            read(body, |position, operator| {
                kept.push((position, operator));
                Ok(())
            })?;
        }
        Ok(Self { body, kept })
    }

    /// The list they are kept in.
    pub(super) fn into_list(self) -> Vec<(usize, Operator<'a>)> {
        self.kept
    }

    /// Calls `visit` with each operator and its first byte in the module.
    pub(super) fn for_each(
        &self,
        mut visit: impl FnMut(usize, &Operator<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if self.kept.is_empty() {
            return read(self.body, |position, operator| visit(position, &operator));
        }
        self.kept.iter().try_for_each(|(position, operator)| visit(*position, operator))
    }
}

fn read<'a>(
    body: &FunctionBody<'a>,
    mut visit: impl FnMut(usize, Operator<'a>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut operators = body.get_operators_reader().map_err(malformed)?;
    while !operators.eof() {
        let position = operators.original_position() as usize;
        visit(position, operators.read().map_err(malformed)?)?;
    }
    Ok(())
}
