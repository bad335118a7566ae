//! The bodies of a module's functions, and their validation.

use std::{hint::black_box, mem, ops::Range, sync::Arc};

use wasmparser::{
    BinaryReader, BinaryReaderError, FuncToValidate, FuncValidatorAllocations, FunctionBody,
    Validator, ValidatorResources, WasmFeatures,
};

use super::{ModuleBinary, leb128::short_number, parallel};

/// Where a module's function bodies are.
///
/// Functions are translated only when they are first called, from the very bytes that were
/// validated: whatever becomes of the file the module came from.
#[derive(Debug)]
pub(crate) struct FunctionBodies {
    binary: Arc<ModuleBinary>,
    /// The kept byte of the module at which the code section begins.
    start: usize,
    /// At which byte that was before anything was left out.
    original_start: u64,
    features: WasmFeatures,
    /// How many the section has, if it has been begun.
    count: Option<u32>,
    /// Where each body lies in the section.
    ranges: Vec<Range<u32>>,
}

impl FunctionBodies {
    /// A module without functions of its own, so far.
    pub(crate) fn none(binary: &Arc<ModuleBinary>, features: WasmFeatures) -> Self {
        Self {
            binary: Arc::clone(binary),
            start: 0,
            original_start: 0,
            features,
            count: None,
            ranges: Vec::new(),
        }
    }

    /// Begins with `count` bodies of a code section that begins at the kept byte `start`.
    pub(crate) fn begin(&mut self, start: usize, count: u32) {
        self.start = start;
        self.original_start = self.binary.original_offset(start as u64);
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

    /// Finds the bodies of the section that was begun, which fill these bytes of it, by nothing but their
    /// lengths: there may be tens of thousands, and nobody looks at most of them once they are known to be valid.
    ///
    /// False, and none is found, if they do not fill these bytes, or a length takes more than four bytes: that is for
    /// a reader that can say what is wrong.
    pub(super) fn find_all(&mut self, bytes: Range<usize>) -> bool {
        let are_found = self.find_lengths(bytes).is_some();
        if !are_found {
            self.ranges.clear();
        }
        are_found
    }

    fn find_lengths(&mut self, bytes: Range<usize>) -> Option<()> {
        let end = bytes.end;
        let mut rest = self.binary.as_bytes().get(bytes)?;
        let mut near = rest.len();
        for _ in 0..self.count? {
            if rest.len() <= near {
                near = rest.len().saturating_sub(fetch(rest));
            }
            let (length, body) = short_number(rest, false)?;
            let start = end - body.len() - self.start;
            rest = body.get(length as usize..)?;
            self.ranges.push(start as u32..(end - rest.len() - self.start) as u32);
        }
        rest.is_empty().then_some(())
    }

    /// The bodies in their order. They count offsets in the kept bytes.
    pub(super) fn iter(&self) -> impl Iterator<Item = FunctionBody<'_>> {
        (0..self.len()).map(|index| self.body(index, self.start as u64))
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
        self.body(defined, self.original_start)
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
    pub(super) fn validate_beside<Other>(
        &self,
        functions: &Unvalidated,
        other: impl FnOnce() -> Other,
    ) -> (Result<(), BinaryReaderError>, Other) {
        let validate = |allocations: &mut FuncValidatorAllocations, index: usize| {
            let Some(function) = functions.get(index) else { return Ok(()) };
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

/// Brings the next bytes near, and says how many. To go from length to length, each of which says where the next one is, takes a
/// wait for each of them where other processors have read the module; in their order they come without being waited for.
fn fetch(bytes: &[u8]) -> usize {
    const WINDOW: usize = 64 << 10;
    const CACHE_LINE: usize = 64;
    let window = &bytes[..bytes.len().min(WINDOW)];
    black_box(window.iter().step_by(CACHE_LINE).fold(0, |all, byte| all | byte));
    window.len()
}

/// The functions whose bodies are to be validated, in their order.
///
/// All of them share what the validator knows of the module: a function that had a reference to it of its own would
/// make every thread wait for the others' counting.
#[derive(Default)]
pub(super) struct Unvalidated {
    module: Option<ValidatorResources>,
    functions: Vec<FuncToValidate<()>>,
}

impl Unvalidated {
    /// Adds the functions that come next.
    pub(super) fn extend<'a>(
        &mut self,
        validator: &mut Validator,
        bodies: impl Iterator<Item = FunctionBody<'a>>,
    ) -> Result<(), BinaryReaderError> {
        self.functions.reserve(bodies.size_hint().0);
        for body in bodies {
            let FuncToValidate { resources, index, ty, features } =
                validator.code_section_entry(&body)?;
            self.functions.push(FuncToValidate { resources: (), index, ty, features });
            self.module = Some(resources);
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.functions.len()
    }

    fn get(&self, index: usize) -> Option<FuncToValidate<&ValidatorResources>> {
        let FuncToValidate { index, ty, features, .. } = *self.functions.get(index)?;
        Some(FuncToValidate { resources: self.module.as_ref()?, index, ty, features })
    }
}
