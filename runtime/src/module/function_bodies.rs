//! The bodies of a module's functions, and their validation.

use std::{
    mem,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use wasmparser::{
    BinaryReader, BinaryReaderError, FuncToValidate, FuncValidatorAllocations, FunctionBody,
    ValidatorResources, WasmFeatures,
};

use super::{ModuleBinary, parallel};

/// Where a module's function bodies are.
///
/// Functions are translated only when they are first called, from the very bytes that were
/// validated: whatever becomes of the file the module came from.
#[derive(Debug)]
pub(crate) struct FunctionBodies {
    binary: Arc<ModuleBinary>,
    /// The kept byte of the module at which the code section begins.
    start: usize,
    features: WasmFeatures,
    /// How many the section has, if it has been begun.
    count: Option<u32>,
    /// Where each body lies in the section.
    ranges: Vec<Range<u32>>,
}

impl FunctionBodies {
    /// A module without functions of its own, so far.
    pub(crate) fn none(binary: &Arc<ModuleBinary>, features: WasmFeatures) -> Self {
        Self { binary: Arc::clone(binary), start: 0, features, count: None, ranges: Vec::new() }
    }

    /// Begins with `count` bodies of a code section that begins at the kept byte `start`.
    pub(crate) fn begin(&mut self, start: usize, count: u32) {
        self.start = start;
        self.count = Some(count);
        // A count is only a claim; a body takes at least three bytes.
        let most = self.binary.as_bytes().len().saturating_sub(start) / 3;
        self.ranges.reserve_exact(most.min(count as usize));
    }

    /// Notes the next body.
    pub(crate) fn push(&mut self, body: &FunctionBody<'_>) {
        let Range { start, end } = body.range();
        let start_of_section = self.start as u64;
        self.ranges.push((start - start_of_section) as u32..(end - start_of_section) as u32);
    }

    /// Whether there are as many as the section has.
    pub(crate) fn are_complete(&self) -> bool {
        self.count.is_some_and(|count| count as usize == self.ranges.len())
    }

    /// How many bodies there are.
    pub(crate) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The body of the function with this index among those the module defines. It counts offsets
    /// as the module did before anything was left out.
    pub(crate) fn get(&self, defined: usize) -> FunctionBody<'_> {
        self.body(defined, self.binary.original_offset(self.start as u64))
    }

    /// A body whose section begins at byte `offset`.
    fn body(&self, defined: usize, offset: u64) -> FunctionBody<'_> {
        let Range { start, end } = self.ranges[defined];
        let section = &self.binary.as_bytes()[self.start..];
        let bytes = &section[start as usize..end as usize];
        let offset = offset + u64::from(start);
        FunctionBody::new(BinaryReader::new_features(bytes, offset, self.features))
    }

    /// Validates all bodies, while this thread does something else first; `functions` says how, in the same
    /// order. What comes of the one, and of the other.
    ///
    /// Of the bodies' errors it is the one that stands first in the module, whichever thread finds it when.
    pub(crate) fn validate_beside<Other>(
        &self,
        functions: Vec<FuncToValidate<ValidatorResources>>,
        other: impl FnOnce() -> Other,
    ) -> (Result<(), BinaryReaderError>, Other) {
        let functions: Vec<_> =
            functions.into_iter().map(|function| Mutex::new(Some(function))).collect();
        let validate = |allocations: &mut FuncValidatorAllocations, index: usize| {
            let taken = functions[index].lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(function) = taken else { return Ok(()) };
            let mut validator = function.into_validator(mem::take(allocations));
            validator.validate(&self.body(index, self.start as u64))?;
            *allocations = validator.into_allocations();
            Ok(())
        };
        parallel::for_each_beside(
            functions.len(),
            self.bytes(),
            FuncValidatorAllocations::default,
            validate,
            other,
        )
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.ranges.last().map_or(0, |last| last.end as usize)
    }
}
