//! What instances export and modules import: one of the five kinds of handles.

use crate::{
    func::Func,
    global::Global,
    memory::Memory,
    store::{AsContext, Objects, StoreId},
    table::Table,
    tag::Tag,
    types::ExternType,
};

/// Something that can be imported or exported.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Extern {
    /// A function.
    Func(Func),
    /// A table.
    Table(Table),
    /// A linear memory.
    Memory(Memory),
    /// A global.
    Global(Global),
    /// A tag.
    Tag(Tag),
}

impl Extern {
    /// The type; sizes are those of the moment.
    pub fn ty(&self, store: impl AsContext) -> ExternType {
        self.type_in(store.as_context().objects())
    }

    /// The function, if it is one.
    pub fn into_func(self) -> Option<Func> {
        if let Self::Func(func) = self { Some(func) } else { None }
    }

    /// The table, if it is one.
    pub fn into_table(self) -> Option<Table> {
        if let Self::Table(table) = self { Some(table) } else { None }
    }

    /// The memory, if it is one.
    pub fn into_memory(self) -> Option<Memory> {
        if let Self::Memory(memory) = self { Some(memory) } else { None }
    }

    /// The global, if it is one.
    pub fn into_global(self) -> Option<Global> {
        if let Self::Global(global) = self { Some(global) } else { None }
    }

    /// The tag, if it is one.
    pub fn into_tag(self) -> Option<Tag> {
        if let Self::Tag(tag) = self { Some(tag) } else { None }
    }

    pub(crate) fn type_in(&self, objects: &Objects) -> ExternType {
        match self {
            Self::Func(func) => ExternType::Func(func.type_in(objects)),
            Self::Table(table) => ExternType::Table(table.type_in(objects)),
            Self::Memory(memory) => ExternType::Memory(memory.type_in(objects)),
            Self::Global(global) => ExternType::Global(global.object(objects).ty),
            Self::Tag(tag) => ExternType::Tag(tag.type_in(objects).clone()),
        }
    }

    /// The store the thing belongs to.
    pub(crate) fn store(&self) -> StoreId {
        match self {
            Self::Func(func) => func.store(),
            Self::Table(table) => table.handle().store(),
            Self::Memory(memory) => memory.handle().store(),
            Self::Global(global) => global.handle().store(),
            Self::Tag(tag) => tag.handle().store(),
        }
    }
}

impl From<Func> for Extern {
    fn from(func: Func) -> Self {
        Self::Func(func)
    }
}

impl From<Table> for Extern {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl From<Memory> for Extern {
    fn from(memory: Memory) -> Self {
        Self::Memory(memory)
    }
}

impl From<Tag> for Extern {
    fn from(tag: Tag) -> Self {
        Self::Tag(tag)
    }
}

impl From<Global> for Extern {
    fn from(global: Global) -> Self {
        Self::Global(global)
    }
}
