//! The translated functions of a module, and which of them an address belongs to.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use super::{ModuleData, parallel};
use crate::{
    error::Error,
    translate::{self, Code},
};

/// The functions translated so far, by the addresses of their code.
#[derive(Default)]
pub(super) struct CodeMap {
    /// The first byte's address and the index among the defined functions.
    starts: RwLock<BTreeMap<usize, u32>>,
}

impl CodeMap {
    /// Adds the code of a function, which stays where it is from now on.
    fn insert(&self, code: &Code, defined: u32) {
        // Nothing in this file panics halfway through a change.
        let mut starts = self.starts.write().unwrap_or_else(PoisonError::into_inner);
        starts.insert(code.address_range().start, defined);
    }

    /// The function whose code begins nearest below `address`.
    fn nearest(&self, address: usize) -> Option<u32> {
        let starts = self.starts.read().unwrap_or_else(PoisonError::into_inner);
        starts.range(..=address).next_back().map(|(_, &defined)| defined)
    }
}

impl ModuleData {
    /// Translates all functions, on several threads if that is worth it.
    ///
    /// # Errors
    /// That of the first function which cannot be translated.
    pub(super) fn translate_all(&self) -> Result<(), Error> {
        let translate = |(): &mut (), index: usize| {
            let defined = index as u32;
            self.keep_code(defined, translate::translate(self, defined)?);
            Ok(())
        };
        parallel::for_each(self.code.len(), self.bodies.bytes(), || (), translate)
    }

    /// Keeps the code of the function with this index among those the module defines.
    ///
    /// Another thread may have been quicker; its code is as good, and is what is returned.
    pub(crate) fn keep_code(&self, defined: u32, code: Code) -> &Code {
        self.code[defined as usize].get_or_init(|| {
            // Before anybody can run it.
            self.code_map.insert(&code, defined);
            code
        })
    }

    /// The function, among those the module defines, whose code contains `address`.
    pub(crate) fn code_at(&self, address: usize) -> Option<(u32, &Code)> {
        let defined = self.code_map.nearest(address)?;
        let code = self.code[defined as usize].get()?;
        code.address_range().contains(&address).then_some((defined, code))
    }
}
