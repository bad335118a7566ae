//! The features beyond the first version of WebAssembly that a module needs.

use serde::{Serialize, Serializer};

macro_rules! features {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A proposal that became, or may become, part of the standard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature {
            $($(#[$doc])* $variant,)*
        }

        impl Feature {
            const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name that compilers give it, as in their `target_features`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

features! {
    /// Imported or exported globals that change.
    MutableGlobals = "mutable-globals",
    /// `i32.extend8_s` and its like.
    SignExtension = "sign-ext",
    /// Conversions that do not trap.
    SaturatingConversions = "nontrapping-fptoint",
    /// Several results, and blocks with parameters.
    MultiValue = "multivalue",
    /// `memory.copy` and its like.
    BulkMemory = "bulk-memory",
    /// References as values, and several tables.
    ReferenceTypes = "reference-types",
    /// Vectors of 128 bits.
    Simd = "simd128",
    /// Vector operations whose results depend on the machine.
    RelaxedSimd = "relaxed-simd",
    /// `return_call` and its like.
    TailCalls = "tail-call",
    /// Constant expressions that compute.
    ExtendedConst = "extended-const",
    /// Several memories.
    MultiMemory = "multimemory",
    /// Memories and tables with addresses of 64 bits.
    Memory64 = "memory64",
    /// Exceptions as the standard has them.
    Exceptions = "exception-handling",
    /// Exceptions as they were before the standard.
    LegacyExceptions = "legacy-exception-handling",
    /// References to functions of known types.
    FunctionReferences = "function-references",
    /// Structures, arrays and their collector.
    GarbageCollection = "gc",
    /// Shared memories and atomic accesses.
    Threads = "atomics",
    /// Arithmetic on 128 bits.
    WideArithmetic = "wide-arithmetic",
    /// Memories whose pages have another size.
    CustomPageSizes = "custom-page-sizes",
    /// Something younger than this program.
    Other = "other",
}

/// A set of features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features(u32);

impl Features {
    /// Adds a feature.
    pub fn insert(&mut self, feature: Feature) {
        self.0 |= 1 << feature as u32;
    }

    /// Adds a feature if `needed`.
    pub fn insert_if(&mut self, needed: bool, feature: Feature) {
        self.0 |= u32::from(needed) << feature as u32;
    }

    /// The features in the order in which the standard took them up.
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.iter().copied().filter(move |feature| self.0 & (1 << *feature as u32) != 0)
    }

    /// The names, in that order.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Feature::name).collect()
    }
}

impl Serialize for Features {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}
