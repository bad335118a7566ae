//! Linear memories.

use crate::{
    error::Error,
    store::{
        AsContext, AsContextMut, Handle, MemoryObject, Objects, StoreContext, StoreContextMut,
    },
    types::MemoryType,
};

/// A linear memory of a store.
///
/// ```
/// use wasmrun_runtime::{Engine, Memory, MemoryType, Store};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let memory = Memory::new(&mut store, MemoryType::new(1, Some(2)))?;
/// memory.write(&mut store, 10, b"hello")?;
/// assert_eq!(&memory.data(&store)[10..15], b"hello");
/// assert_eq!(memory.grow(&mut store, 1)?, 1);
/// assert!(memory.grow(&mut store, 1).is_err());
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Memory {
    handle: Handle,
}

impl Memory {
    /// A memory of its least size, all zero.
    ///
    /// # Errors
    /// If the memory exceeds the store's limits, or the system has no room for it.
    pub fn new(mut store: impl AsContextMut, ty: MemoryType) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let index = objects.new_memory(ty)?;
        Ok(Self::from_index(objects, index))
    }

    /// The memory's type; its least size is the size of the moment.
    pub fn ty(&self, store: impl AsContext) -> MemoryType {
        self.type_in(store.as_context().objects())
    }

    /// The size in pages, of 64 KiB unless the memory's type says otherwise.
    pub fn size(&self, store: impl AsContext) -> u64 {
        self.object(store.as_context().objects()).pages()
    }

    /// The bytes.
    pub fn data<'a, T: 'static>(&self, store: impl Into<StoreContext<'a, T>>) -> &'a [u8] {
        self.object(store.into().objects()).bytes()
    }

    /// The bytes, to be changed.
    pub fn data_mut<'a, T: 'static>(
        &self,
        store: impl Into<StoreContextMut<'a, T>>,
    ) -> &'a mut [u8] {
        self.data_and_store_mut(store).0
    }

    /// The bytes and the host's data, both to be changed.
    pub fn data_and_store_mut<'a, T: 'static>(
        &self,
        store: impl Into<StoreContextMut<'a, T>>,
    ) -> (&'a mut [u8], &'a mut T) {
        let inner = store.into().into_inner();
        let index = self.handle.index_in(inner.objects.id());
        (inner.objects.memories[index].bytes_mut(), &mut inner.data)
    }

    /// Appends `delta` pages of zeros and returns the old size in pages.
    ///
    /// # Errors
    /// If the memory may not become so large, or the system has no room for it.
    pub fn grow(&self, mut store: impl AsContextMut, delta: u64) -> Result<u64, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let index = self.handle.index_in(objects.id());
        objects
            .grow_memory(index, delta)
            .ok_or_else(|| Error::limit(format!("the memory cannot grow by {delta} pages")))
    }

    /// Copies the bytes from `offset` on into `buffer`.
    ///
    /// # Errors
    /// If the memory ends before; `buffer` is unchanged then.
    pub fn read(
        &self,
        store: impl AsContext,
        offset: usize,
        buffer: &mut [u8],
    ) -> Result<(), Error> {
        let store = store.as_context();
        let bytes = self.object(store.objects()).bytes();
        let end = offset.checked_add(buffer.len());
        let source = end.and_then(|end| bytes.get(offset..end));
        buffer.copy_from_slice(source.ok_or_else(|| beyond_the_end(offset, buffer.len()))?);
        Ok(())
    }

    /// Copies `bytes` into the memory at `offset`.
    ///
    /// # Errors
    /// If the memory ends before; it is unchanged then.
    pub fn write(
        &self,
        mut store: impl AsContextMut,
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let memory = self.data_mut(&mut store);
        let end = offset.checked_add(bytes.len());
        let target = end.and_then(|end| memory.get_mut(offset..end));
        target.ok_or_else(|| beyond_the_end(offset, bytes.len()))?.copy_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn from_index(objects: &Objects, index: u32) -> Self {
        Self { handle: Handle::new(objects.id(), index) }
    }

    pub(crate) fn handle(&self) -> Handle {
        self.handle
    }

    pub(crate) fn type_in(&self, objects: &Objects) -> MemoryType {
        let memory = self.object(objects);
        memory.ty.with_minimum(memory.pages())
    }

    #[track_caller]
    fn object<'a>(&self, objects: &'a Objects) -> &'a MemoryObject {
        &objects.memories[self.handle.index_in(objects.id())]
    }
}

fn beyond_the_end(offset: usize, length: usize) -> Error {
    Error::usage(format!("{length} bytes at {offset:#x} are not all within the memory"))
}
