//! What a linker knows by a name.

use std::sync::Arc;

use crate::{
    external::Extern,
    func::{Func, HostFunction},
    store::Objects,
};

/// What a name stands for.
#[derive(Clone)]
pub(crate) enum Definition {
    /// Something of a store.
    Extern(Extern),
    /// A host function for stores with data of the linker's type.
    Host(Arc<HostFunction>),
}

impl Definition {
    /// What it is in a store.
    pub(crate) fn to_extern(&self, objects: &mut Objects) -> Extern {
        match self {
            Self::Extern(value) => *value,
            Self::Host(function) => Func::of_host(objects, function).into(),
        }
    }
}
