//! Recipes: how a shell writes the programs down that it is to start, and how that is read.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::Expectation;

use super::call::{Call, name_in};
use crate::build::module::is_module;

/// What the shell reads before it begins.
pub(super) const SCRIPT: &str = include_str!("recipe.sh");

/// Reads what the shell wrote: of each program its folder, `!` if it is to fail, its variables and its
/// arguments, the last two headed by how many they are, each word ended by a zero. `root` is the folder that make worked in.
pub(super) fn calls(written: &[u8], root: &Path) -> Vec<Call> {
    let words = written.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word));
    let mut words = words.map(std::borrow::Cow::into_owned);
    let mut calls = Vec::new();
    while let Some(call) = call(&mut words, root) {
        calls.push(call);
    }
    // Whatever else it wrote down is gone again.
    calls.retain(|call| is_module(&call.program));
    calls
}

/// The next one; `None` at the end, or where the text is cut off.
fn call(words: &mut impl Iterator<Item = String>, root: &Path) -> Option<Call> {
    let folder = PathBuf::from(words.next().filter(|folder| !folder.is_empty())?);
    let fails = words.next()? == "!";
    let mut list = || {
        let count: usize = words.next()?.parse().ok()?;
        let list: Vec<String> = words.take(count).collect();
        (list.len() == count).then_some(list)
    };
    let (variables, mut arguments) = (list()?, list()?);
    if arguments.is_empty() {
        return None;
    }
    let program = folder.join(arguments.remove(0));
    let split =
        |text: &String| text.split_once('=').map(|(name, value)| (name.into(), value.into()));
    Some(Call {
        name: name_in(root, &program),
        program,
        arguments,
        variables: variables.iter().filter_map(split).collect(),
        folder,
        expect: fails.then(|| Expectation::new().with_fails(true)),
    })
}
