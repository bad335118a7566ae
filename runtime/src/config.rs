//! What an engine allows: features and limits.

use wasmparser::WasmFeatures;

/// A part of WebAssembly that can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// Imported and exported globals that can be set.
    #[doc(alias = "wasm_mutable_global")]
    MutableGlobal,
    /// `i32.extend8_s` and its like.
    #[doc(alias = "wasm_sign_extension")]
    SignExtension,
    /// `i32.trunc_sat_f32_s` and its like.
    #[doc(alias = "wasm_saturating_float_to_int")]
    SaturatingFloatToInt,
    /// Functions and blocks of several results, blocks with parameters.
    #[doc(alias = "wasm_multi_value")]
    MultiValue,
    /// `memory.copy`, `memory.fill`, passive segments.
    #[doc(alias = "wasm_bulk_memory")]
    BulkMemory,
    /// `externref`, several tables, instructions on tables.
    #[doc(alias = "wasm_reference_types")]
    ReferenceTypes,
    /// `v128`, vectors of 128 bits.
    #[doc(alias = "wasm_simd")]
    Simd,
    /// Instructions on vectors that may give different results on different hosts; here they do
    /// not. Off whenever [`Feature::Simd`] is.
    #[doc(alias = "wasm_relaxed_simd")]
    RelaxedSimd,
    /// Sums and products in constant expressions.
    #[doc(alias = "wasm_extended_const")]
    ExtendedConst,
    /// References to functions of certain types, and such that are never null. Off whenever
    /// [`Feature::ReferenceTypes`] is.
    #[doc(alias = "wasm_function_references")]
    FunctionReferences,
    /// Structures and arrays that are collected when nothing refers to them, `i31`, casts, and types
    /// below others. Off whenever [`Feature::FunctionReferences`] is.
    #[doc(alias = "wasm_gc")]
    Gc,
    /// `return_call` and its like, which need no stack.
    #[doc(alias = "wasm_tail_call")]
    TailCall,
    /// `throw`, `try_table` and `exnref`.
    #[doc(alias = "wasm_exceptions")]
    Exceptions,
    /// `try`, `catch`, `delegate` and `rethrow`, which toolchains emitted before
    /// [`Feature::Exceptions`] and still do.
    #[doc(alias = "wasm_legacy_exceptions")]
    LegacyExceptions,
    /// More than one memory in a module.
    #[doc(alias = "wasm_multi_memory")]
    MultiMemory,
    /// Memories with 64-bit addresses, tables with 64-bit indices.
    #[doc(alias = "wasm_memory64")]
    Memory64,
    /// Shared memories and atomic instructions. All agents of a memory belong to its store, which
    /// one thread uses at a time.
    #[doc(alias = "wasm_threads")]
    Threads,
    /// `i64.add128`, `i64.mul_wide_u` and their like.
    #[doc(alias = "wasm_wide_arithmetic")]
    WideArithmetic,
    /// Memories whose pages have one byte.
    #[doc(alias = "wasm_custom_page_sizes")]
    CustomPageSizes,
}

impl Feature {
    /// All of them, for engines that allow only what they name.
    ///
    /// ```
    /// use wasmrun_runtime::{Config, Engine, Feature, Module};
    ///
    /// let mut config = Config::new();
    /// for &feature in Feature::ALL {
    ///     config.feature(feature, feature == Feature::SignExtension);
    /// }
    /// let engine = Engine::new(&config)?;
    /// let wasm = wat::parse_str("(module (func (param v128)))")?;
    /// let error = Module::new(&engine, &wasm).unwrap_err();
    /// assert!(error.to_string().starts_with("the module needs SIMD"), "{error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const ALL: &'static [Self] = &[
        Self::MutableGlobal,
        Self::SignExtension,
        Self::SaturatingFloatToInt,
        Self::MultiValue,
        Self::BulkMemory,
        Self::ReferenceTypes,
        Self::Simd,
        Self::RelaxedSimd,
        Self::ExtendedConst,
        Self::FunctionReferences,
        Self::Gc,
        Self::TailCall,
        Self::Exceptions,
        Self::LegacyExceptions,
        Self::MultiMemory,
        Self::Memory64,
        Self::Threads,
        Self::WideArithmetic,
        Self::CustomPageSizes,
    ];

    fn flags(self) -> WasmFeatures {
        match self {
            Self::MutableGlobal => WasmFeatures::MUTABLE_GLOBAL,
            Self::SignExtension => WasmFeatures::SIGN_EXTENSION,
            Self::SaturatingFloatToInt => WasmFeatures::SATURATING_FLOAT_TO_INT,
            Self::MultiValue => WasmFeatures::MULTI_VALUE,
            Self::BulkMemory => WasmFeatures::BULK_MEMORY,
            Self::ReferenceTypes => WasmFeatures::REFERENCE_TYPES,
            Self::Simd => WasmFeatures::SIMD,
            Self::RelaxedSimd => WasmFeatures::RELAXED_SIMD,
            Self::ExtendedConst => WasmFeatures::EXTENDED_CONST,
            Self::FunctionReferences => WasmFeatures::FUNCTION_REFERENCES,
            Self::Gc => WasmFeatures::GC,
            Self::TailCall => WasmFeatures::TAIL_CALL,
            Self::Exceptions => WasmFeatures::EXCEPTIONS,
            Self::LegacyExceptions => WasmFeatures::LEGACY_EXCEPTIONS,
            Self::MultiMemory => WasmFeatures::MULTI_MEMORY,
            Self::Memory64 => WasmFeatures::MEMORY64,
            Self::Threads => WasmFeatures::THREADS,
            Self::WideArithmetic => WasmFeatures::WIDE_ARITHMETIC,
            Self::CustomPageSizes => WasmFeatures::CUSTOM_PAGE_SIZES,
        }
    }
}

/// The settings of an [`Engine`](crate::Engine).
///
/// By default every [`Feature`] is on, a store may hold 4 GiB of memory, ten million table elements
/// and 2 GiB of objects, and calls may use 64 MiB of stack.
///
/// ```
/// use wasmrun_runtime::{Config, Engine};
///
/// let mut config = Config::new();
/// config.max_memory_bytes(64 << 20).max_table_elements(10_000);
/// let engine = Engine::new(&config)?;
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    features: WasmFeatures,
    limits: Limits,
    interruptible: bool,
    consume_fuel: bool,
    trace_calls: bool,
    translate_eagerly: bool,
}

/// How much a store may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) memory_bytes: u64,
    pub(crate) memory_reservation: u64,
    pub(crate) table_elements: u64,
    pub(crate) stack_bytes: usize,
    pub(crate) heap_bytes: u64,
}

impl Config {
    /// The default settings.
    pub fn new() -> Self {
        Self {
            features: features_of(Feature::ALL),
            limits: Limits {
                memory_bytes: 4 << 30,
                memory_reservation: 64 << 30,
                table_elements: 10_000_000,
                stack_bytes: 64 << 20,
                heap_bytes: 2 << 30,
            },
            interruptible: false,
            consume_fuel: false,
            trace_calls: false,
            translate_eagerly: false,
        }
    }

    /// Switches a feature on or off; all are on by default.
    pub fn feature(&mut self, feature: Feature, on: bool) -> &mut Self {
        self.features.set(feature.flags(), on);
        self
    }

    /// How many bytes all memories of a store may have together.
    ///
    /// A module that needs more at once is refused; growing beyond it fails.
    pub fn max_memory_bytes(&mut self, bytes: u64) -> &mut Self {
        self.limits.memory_bytes = bytes;
        self
    }

    /// How much address space a memory gets when it is made, to grow into; by default 64 GiB, of
    /// which a memory never takes more than its type and the limit on memory let it use.
    ///
    /// A memory stays where it is, so that it cannot grow beyond its reservation. If the system
    /// refuses so much, a memory gets what can be had.
    pub fn memory_reservation(&mut self, bytes: u64) -> &mut Self {
        self.limits.memory_reservation = bytes;
        self
    }

    /// How many elements all tables of a store may have together.
    pub fn max_table_elements(&mut self, elements: u64) -> &mut Self {
        self.limits.table_elements = elements;
        self
    }

    /// How many bytes of objects, which are collected when nothing refers to them, a store may hold:
    /// structures, arrays, exceptions that were caught by reference, and what stands for the host's
    /// values. The default is 2 GiB, the most is nearly 4 GiB.
    ///
    /// A guest that needs more is stopped with [`HeapExhausted`](crate::TrapCode::HeapExhausted).
    pub fn max_heap_bytes(&mut self, bytes: u64) -> &mut Self {
        self.limits.heap_bytes = bytes;
        self
    }

    /// How many bytes of stack the guests of a store may use for their calls.
    ///
    /// Deeper calls trap with [`StackOverflow`](crate::TrapCode::StackOverflow). The bytes are
    /// only reserved; those never used cost nothing.
    pub fn max_stack_bytes(&mut self, bytes: usize) -> &mut Self {
        self.limits.stack_bytes = bytes;
        self
    }

    /// Whether guests can be stopped from other threads, with an
    /// [`InterruptHandle`](crate::InterruptHandle); by default they cannot.
    ///
    /// Branches to the beginnings of loops then count what they do, and every few microseconds look
    /// whether they are to stop, which makes small loops a little slower. Otherwise none of it costs
    /// anything.
    pub fn interruptible(&mut self, on: bool) -> &mut Self {
        self.interruptible = on;
        self
    }

    /// Whether guests consume fuel, which [`Store::set_fuel`](crate::Store::set_fuel) gives them;
    /// by default they do not.
    ///
    /// Every operator that runs costs one, and so does every call, except operators that only say
    /// where blocks begin and end (`block`, `loop`, `else`, `end`), `nop`, `drop`, `return` and
    /// `unreachable`. Operations on ranges of memories, tables and arrays cost one more for each 64
    /// bytes, or 8 elements of tables; branches, calls, returns, throwing and catching, and making an
    /// object of many values, one more for each 32 values that they take along; calls one more for each
    /// 8 locals that are set to zero, and exceptions for each 8 functions and clauses on their way. It is
    /// taken in advance for the operators up to the next place where control certainly goes elsewhere, and
    /// for up to four turns of a short loop, and what is not used of that is given back: so a guest is stopped with
    /// [`OutOfFuel`](crate::TrapCode::OutOfFuel) a little early rather than late.
    ///
    /// To make this cheap, a branch forward or a return gives nothing back if it skips no more than
    /// 32 operators: they count as if they had run. The same guest with the same input always
    /// consumes the same, on all machines, but not with all versions of this crate.
    pub fn consume_fuel(&mut self, on: bool) -> &mut Self {
        self.consume_fuel = on;
        self
    }

    /// Whether calls can be told of, to what [`Store::set_tracer`](crate::Store::set_tracer) sets; by
    /// default they cannot, and none of it costs anything.
    pub fn trace_calls(&mut self, on: bool) -> &mut Self {
        self.trace_calls = on;
        self
    }

    /// Whether all functions are translated when a [`Module`](crate::Module) is made, on several threads if
    /// it is large; by default each is when it is first called.
    ///
    /// No call is ever delayed then, but a module takes longer to make and more memory, for all that it
    /// never calls as well.
    #[doc(alias = "compilation_mode")]
    pub fn translate_eagerly(&mut self, on: bool) -> &mut Self {
        self.translate_eagerly = on;
        self
    }

    pub(crate) fn translates_eagerly(&self) -> bool {
        self.translate_eagerly
    }

    pub(crate) fn traces_calls(&self) -> bool {
        self.trace_calls
    }

    pub(crate) fn consumes_fuel(&self) -> bool {
        self.consume_fuel
    }

    pub(crate) fn is_interruptible(&self) -> bool {
        self.interruptible
    }

    pub(crate) fn features(&self) -> WasmFeatures {
        let mut features = self.features;
        if !features.contains(WasmFeatures::SIMD) {
            features.remove(WasmFeatures::RELAXED_SIMD);
        }
        if !features.contains(WasmFeatures::REFERENCE_TYPES) {
            features.remove(WasmFeatures::FUNCTION_REFERENCES);
        }
        if !features.contains(WasmFeatures::FUNCTION_REFERENCES) {
            features.remove(WasmFeatures::GC);
        }
        features
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }
}

/// These features, and what every version has.
fn features_of(features: &[Feature]) -> WasmFeatures {
    features.iter().fold(WasmFeatures::MVP, |all, feature| all.union(feature.flags()))
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}
