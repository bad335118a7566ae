//! Globals.

use crate::{
    error::Error,
    store::{AsContext, AsContextMut, GlobalCell, GlobalObject, Handle, Objects, Owned},
    types::{GlobalType, Mutability},
    value::Val,
};

/// A global of a store.
///
/// ```
/// use wasmrun_runtime::{Engine, Global, GlobalType, Mutability, Store, Val, ValType};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let ty = GlobalType::new(ValType::I32, Mutability::Var);
/// let global = Global::new(&mut store, ty, Val::I32(1))?;
/// global.set(&mut store, Val::I32(2))?;
/// assert_eq!(global.get(&store).i32(), Some(2));
/// assert!(global.set(&mut store, Val::I64(2)).is_err());
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Global {
    handle: Handle,
}

impl Global {
    /// A global with this first value.
    ///
    /// # Errors
    /// If the value is not of the global's type.
    pub fn new(mut store: impl AsContextMut, ty: GlobalType, value: Val) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        value.expect(ty.content(), objects)?;
        let cell = GlobalCell::Host(Owned::new(value.to_slots(objects)));
        let index = objects.new_global(ty, cell)?;
        Ok(Self::from_index(objects, index))
    }

    /// The global's type.
    pub fn ty(&self, store: impl AsContext) -> GlobalType {
        self.object(store.as_context().objects()).ty
    }

    /// The value.
    pub fn get(&self, store: impl AsContext) -> Val {
        let store = store.as_context();
        let global = self.object(store.objects());
        Val::from_slots(global.ty.content(), &global.get(), store.objects())
    }

    /// Sets the value.
    ///
    /// # Errors
    /// If the global cannot be set, or the value is not of its type.
    pub fn set(&self, mut store: impl AsContextMut, value: Val) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let ty = self.object(objects).ty;
        if ty.mutability() == Mutability::Const {
            return Err(Error::usage("the global is constant"));
        }
        value.expect(ty.content(), objects)?;
        let slots = value.to_slots(objects);
        let index = self.handle.index_in(objects.id());
        objects.globals[index].set(slots);
        Ok(())
    }

    pub(crate) fn from_index(objects: &Objects, index: u32) -> Self {
        Self { handle: Handle::new(objects.id(), index) }
    }

    pub(crate) fn handle(&self) -> Handle {
        self.handle
    }

    #[track_caller]
    pub(crate) fn object<'a>(&self, objects: &'a Objects) -> &'a GlobalObject {
        &objects.globals[self.handle.index_in(objects.id())]
    }
}
