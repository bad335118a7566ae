//! The bodies of a module's functions, and their validation on several threads.

use std::{
    num::NonZero,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use wasmparser::{
    BinaryReader, BinaryReaderError, FuncToValidate, FuncValidatorAllocations, FunctionBody,
    ValidatorResources, WasmFeatures,
};

use super::ModuleBinary;

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
    /// Where each body lies in the section.
    ranges: Vec<Range<u32>>,
}

impl FunctionBodies {
    /// A module without functions of its own, so far.
    pub(crate) fn none(binary: &Arc<ModuleBinary>, features: WasmFeatures) -> Self {
        Self { binary: Arc::clone(binary), start: 0, features, ranges: Vec::new() }
    }

    /// Begins with `count` bodies of a code section that begins at the kept byte `start`.
    pub(crate) fn begin(&mut self, start: usize, count: u32) {
        self.start = start;
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

    /// Validates all bodies; `functions` says how, in the same order.
    ///
    /// # Errors
    /// The error that stands first in the module, whichever thread finds it when.
    pub(crate) fn validate(
        &self,
        functions: Vec<FuncToValidate<ValidatorResources>>,
    ) -> Result<(), BinaryReaderError> {
        let threads = self.threads();
        let work = Work {
            bodies: self,
            functions: functions.into_iter().map(|function| Mutex::new(Some(function))).collect(),
            next: AtomicUsize::new(0),
        };
        if threads == 1 {
            return work.run().map_err(|(_, error)| error);
        }
        let failures = thread::scope(|scope| {
            let running: Vec<_> = (1..threads)
                .filter_map(|_| thread::Builder::new().spawn_scoped(scope, || work.run()).ok())
                .collect();
            let mut results = vec![work.run()];
            results.extend(running.into_iter().map(|thread| match thread.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            }));
            results
        });
        match failures.into_iter().filter_map(Result::err).min_by_key(|(index, _)| *index) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }

    /// How many threads are worth starting.
    fn threads(&self) -> usize {
        /// Less code than this takes a thread about as long to validate as to start.
        const BYTES_PER_THREAD: usize = 64 << 10;
        let bytes = self.ranges.last().map_or(0, |last| last.end as usize);
        let useful = (bytes / BYTES_PER_THREAD).min(self.len()).max(1);
        if useful == 1 {
            return 1;
        }
        useful.min(thread::available_parallelism().map_or(1, NonZero::get))
    }
}

/// The functions still to be validated, which threads take from one by one.
struct Work<'a> {
    bodies: &'a FunctionBodies,
    functions: Vec<Mutex<Option<FuncToValidate<ValidatorResources>>>>,
    next: AtomicUsize,
}

impl Work<'_> {
    /// Validates functions until none is left, or up to the first error.
    fn run(&self) -> Result<(), (usize, BinaryReaderError)> {
        let mut allocations = FuncValidatorAllocations::default();
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(function) = self.functions.get(index) else { return Ok(()) };
            let taken = function.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(function) = taken else { continue };
            let mut validator = function.into_validator(allocations);
            let body = self.bodies.body(index, self.bodies.start as u64);
            validator.validate(&body).map_err(|error| (index, error))?;
            allocations = validator.into_allocations();
        }
    }
}
