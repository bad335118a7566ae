//! Tags: what tells one kind of exception from another.

use std::sync::Arc;

use crate::{
    engine::RegisteredTypes,
    error::Error,
    store::{AsContext, AsContextMut, Handle, Objects},
    types::{TagType, TypeId},
};

/// A tag of a store.
///
/// An exception is thrown with a tag, and caught by who asks for that very tag: two tags are
/// different even if their types are equal.
///
/// ```
/// use wasmrun_runtime::{Engine, Store, Tag, TagType, ValType};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let ty = TagType::new([ValType::I32]);
/// let tag = Tag::new(&mut store, ty.clone())?;
/// assert_eq!(tag.ty(&store), ty);
/// assert_ne!(tag, Tag::new(&mut store, ty)?);
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    handle: Handle,
}

impl Tag {
    /// A new tag.
    ///
    /// # Errors
    /// If the store has 2^32 tags already, or the type names one that is not in use any more.
    pub fn new(mut store: impl AsContextMut, ty: TagType) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let types = RegisteredTypes::of_func(objects.engine(), ty.func_type())?;
        let declared = types.get(0).id();
        objects.host_types.push(Arc::new(types));
        let index = objects.new_tag(ty, declared)?;
        Ok(Self::from_index(objects, index))
    }

    /// The tag's type.
    pub fn ty(&self, store: impl AsContext) -> TagType {
        self.type_in(store.as_context().objects()).clone()
    }

    #[track_caller]
    pub(crate) fn type_in(self, objects: &Objects) -> &TagType {
        &objects.tags[self.handle.index_in(objects.id())].ty
    }

    /// The identity of the type that it was declared with.
    #[track_caller]
    pub(crate) fn declared_in(self, objects: &Objects) -> TypeId {
        objects.tags[self.handle.index_in(objects.id())].declared
    }

    pub(crate) fn handle(self) -> Handle {
        self.handle
    }

    /// The store's index of the tag.
    #[track_caller]
    pub(crate) fn index_in(self, objects: &Objects) -> u32 {
        self.handle.index_in(objects.id()) as u32
    }

    pub(crate) fn from_index(objects: &Objects, index: u32) -> Self {
        Self { handle: Handle::new(objects.id(), index) }
    }
}
