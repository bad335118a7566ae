//! How two modules differ.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Bytes, Function, Summary};

/// Something whose size or type is another one now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change<T> {
    /// What it is called.
    pub name: String,
    /// What it was; nothing if it is new.
    pub before: Option<T>,
    /// What it is; nothing if it is gone.
    pub after: Option<T>,
}

/// What changed from one module to another. Parts that are equal are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The sizes of the modules.
    pub size: [Bytes; 2],
    /// The sizes of sections. Sections of one name count together.
    pub sections: Vec<Change<Bytes>>,
    /// Imports by `module.name`, with their types.
    pub imports: Vec<Change<String>>,
    /// Exports, with their types.
    pub exports: Vec<Change<String>>,
    /// Features that only one of them needs.
    pub features: Vec<Change<bool>>,
    /// The sizes of functions, the largest change first. Functions of one name count together, and
    /// so do all that have no name.
    pub functions: Vec<Change<Bytes>>,
}

impl Difference {
    /// What changed from `before` to `after`.
    pub fn between(before: &Summary, after: &Summary) -> Self {
        let sections = |summary: &Summary| {
            sum(summary.sections.iter().map(|section| (section.name.clone(), section.size)))
        };
        let imports = |summary: &Summary| -> BTreeMap<String, String> {
            let imports = summary.imports.iter();
            imports.map(|one| (format!("{}.{}", one.module, one.name), one.ty.clone())).collect()
        };
        let exports = |summary: &Summary| -> BTreeMap<String, String> {
            summary.exports.iter().map(|one| (one.name.clone(), one.ty.clone())).collect()
        };
        let features = |summary: &Summary| -> BTreeMap<String, bool> {
            summary.features.names().into_iter().map(|name| (name.to_owned(), true)).collect()
        };
        let functions =
            |summary: &Summary| sum(summary.functions.iter().map(|one| (name(one), one.size)));
        let mut functions = changes(functions(before), functions(after));
        functions.sort_by_key(|change| std::cmp::Reverse(growth(change).abs()));
        Self {
            size: [before.size, after.size],
            sections: changes(sections(before), sections(after)),
            imports: changes(imports(before), imports(after)),
            exports: changes(exports(before), exports(after)),
            features: changes(features(before), features(after)),
            functions,
        }
    }
}

/// By how many bytes something grew.
pub fn growth(change: &Change<Bytes>) -> i64 {
    change.after.unwrap_or_default() as i64 - change.before.unwrap_or_default() as i64
}

fn name(function: &Function) -> String {
    function.name.clone().unwrap_or_else(|| "(without a name)".to_owned())
}

fn sum(sizes: impl Iterator<Item = (String, Bytes)>) -> BTreeMap<String, Bytes> {
    let mut sums = BTreeMap::new();
    for (name, size) in sizes {
        *sums.entry(name).or_default() += size;
    }
    sums
}

fn changes<T: PartialEq>(
    before: BTreeMap<String, T>,
    mut after: BTreeMap<String, T>,
) -> Vec<Change<T>> {
    let mut changes = Vec::new();
    for (name, before) in before {
        let after = after.remove(&name);
        if after.as_ref() != Some(&before) {
            changes.push(Change { name, before: Some(before), after });
        }
    }
    let new = |(name, after)| Change { name, before: None, after: Some(after) };
    changes.extend(after.into_iter().map(new));
    changes.sort_by(|one, other| one.name.cmp(&other.name));
    changes
}
