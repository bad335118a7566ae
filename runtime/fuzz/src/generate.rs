//! Modules from the fuzzer's bytes.

use arbitrary::{Arbitrary, Result, Unstructured};
use wasm_smith::{Config, Module};

/// What a generated module may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Features {
    /// What wasmi supports too.
    Common,
    /// What wasmtime supports too.
    Objects,
    /// What our interpreter supports, except waiting.
    Ours,
}

/// A valid module.
///
/// # Errors
/// If the bytes do not suffice.
pub fn generate(features: Features, data: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    Ok(Module::new(config(features, data)?, data)?.to_bytes())
}

/// The settings, some of which depend on the bytes, so that modules with and without a feature are
/// made.
fn config(features: Features, data: &mut Unstructured<'_>) -> Result<Config> {
    let objects = features != Features::Common;
    Ok(Config {
        // Imports would have to be made by all engines alike.
        max_imports: 0,
        export_everything: true,
        max_instructions: 500,
        max_nesting_depth: 20,
        max_funcs: 12,
        min_funcs: 1,
        max_memories: data.int_in_range(1..=3)?,
        max_tables: data.int_in_range(1..=4)?,
        memory64_enabled: bool::arbitrary(data)?,
        custom_page_sizes_enabled: bool::arbitrary(data)?,
        max_data_segments: 10,
        max_element_segments: 10,
        // Whether growing succeeds must not depend on the machine.
        memory_max_size_required: true,
        table_max_size_required: true,
        max_memory32_bytes: 8 << 20,
        max_memory64_bytes: 8 << 20,
        max_table_elements: 10_000,
        // The bits of NaNs are not determined, and relaxed instructions even less.
        canonicalize_nans: true,
        relaxed_simd_enabled: features == Features::Ours,
        // What wasmi does not have; constant expressions may have objects in them.
        extended_const_enabled: objects,
        exceptions_enabled: objects,
        gc_enabled: objects,
        // Nobody would wake who waits.
        threads_enabled: false,
        // What no engine has.
        compact_imports_enabled: false,
        ..Config::default()
    })
}
