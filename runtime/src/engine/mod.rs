//! The engine: settings and declared types shared by modules and stores.

mod type_group;
mod type_registry;

use std::{fmt, sync::Arc};

use crate::{
    config::Config,
    error::Error,
    types::{RefType, ValType},
};

pub(crate) use type_group::DeclaredType;
pub(crate) use type_registry::RegisteredTypes;
use type_registry::TypeRegistry;

/// Settings, and the identities of types, shared by the modules and stores made with it.
///
/// Cheap to clone, and usable from several threads at once. Modules and stores work together only
/// if they were made with the same engine.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<EngineInner>,
}

struct EngineInner {
    config: Config,
    types: TypeRegistry,
}

impl Engine {
    /// An engine with these settings.
    ///
    /// # Errors
    /// None today; settings that contradict each other will be refused here.
    pub fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self::with_config(config.clone()))
    }

    fn with_config(config: Config) -> Self {
        let types = TypeRegistry::default();
        Self { inner: Arc::new(EngineInner { config, types }) }
    }

    /// The settings the engine was made with.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// All that the validity of a module depends on besides its bytes: the version of this crate and
    /// the features that are on.
    pub fn validity_key(&self) -> String {
        format!("{} {:?}", env!("CARGO_PKG_VERSION"), self.config().features())
    }

    /// Whether both are the same engine.
    pub fn same(a: &Self, b: &Self) -> bool {
        Arc::ptr_eq(&a.inner, &b.inner)
    }

    /// Whether every value of type `a` is one of type `b`.
    ///
    /// Types that a module declares are known to the engine as long as something uses them; one
    /// that is not matches only itself.
    pub fn matches(&self, a: ValType, b: ValType) -> bool {
        match (a, b) {
            (ValType::Ref(a), ValType::Ref(b)) => self.ref_matches(a, b),
            _ => a == b,
        }
    }

    /// Whether there are as many types `a` as `b`, and each [matches](Self::matches).
    pub(crate) fn all_match(
        &self,
        a: impl ExactSizeIterator<Item = ValType>,
        b: impl ExactSizeIterator<Item = ValType>,
    ) -> bool {
        a.len() == b.len() && a.zip(b).all(|(a, b)| self.matches(a, b))
    }

    /// Whether every reference of type `a` is one of type `b`.
    pub(crate) fn ref_matches(&self, a: RefType, b: RefType) -> bool {
        let is_declared_subtype = |a, b| self.is_subtype(a, b);
        (b.is_nullable() || !a.is_nullable())
            && a.heap_type().is_subtype(b.heap_type(), is_declared_subtype)
    }

    fn types(&self) -> &TypeRegistry {
        &self.inner.types
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::with_config(Config::new())
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("config", self.config()).finish_non_exhaustive()
    }
}
