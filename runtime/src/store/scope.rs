//! Scopes for the host's handles to objects.

use super::{AsContext, AsContextMut, StoreContext, StoreContextMut, roots::Scope};

/// A part of the host's program in which handles to objects are good that are made there.
///
/// [`AnyRef`](crate::AnyRef), [`StructRef`](crate::StructRef), [`ArrayRef`](crate::ArrayRef),
/// [`ExternRef`](crate::ExternRef) and [`ExnRef`](crate::ExnRef) keep what they refer to, but not for
/// ever: those that a host function gets or makes are good until it returns, all others as long as
/// the store. Who makes many of them outside of host functions puts a scope around each piece of
/// work. Using a handle once its scope has ended is a mistake in the program, and panics.
///
/// ```
/// use wasmrun_runtime::{Engine, ExternRef, RootScope, Store};
///
/// let mut store = Store::new(&Engine::default(), ());
/// for n in 0..1000u32 {
///     let mut scope = RootScope::new(&mut store);
///     let number = ExternRef::new(&mut scope, n)?;
///     assert_eq!(number.data(&scope).unwrap().downcast_ref(), Some(&n));
/// }
/// store.gc();
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
pub struct RootScope<C: AsContextMut> {
    store: C,
    scope: Scope,
}

impl<C: AsContextMut> RootScope<C> {
    /// Begins a scope, which ends when this is dropped.
    pub fn new(mut store: C) -> Self {
        let scope = store.as_context_mut().objects_mut().open_scope();
        Self { store, scope }
    }
}

impl<C: AsContextMut> Drop for RootScope<C> {
    fn drop(&mut self) {
        self.store.as_context_mut().objects_mut().close_scope(self.scope);
    }
}

impl<C: AsContextMut> AsContext for RootScope<C> {
    type Data = C::Data;

    fn as_context(&self) -> StoreContext<'_, C::Data> {
        self.store.as_context()
    }
}

impl<C: AsContextMut> AsContextMut for RootScope<C> {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, C::Data> {
        self.store.as_context_mut()
    }
}

impl<'a, C: AsContextMut> From<&'a RootScope<C>> for StoreContext<'a, C::Data> {
    fn from(scope: &'a RootScope<C>) -> Self {
        scope.as_context()
    }
}
