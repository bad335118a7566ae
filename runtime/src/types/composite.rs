//! The types a module declares: functions, structures and arrays, and how they are related.

use std::{fmt, sync::Arc};

use super::{FuncType, HeapType, Mutability, TypeId, ValType};

/// What a field of a structure or an element of an array is stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StorageType {
    /// The lowest 8 bits of an `i32`.
    I8,
    /// The lowest 16 bits of an `i32`.
    I16,
    /// A whole value.
    Val(ValType),
}

impl StorageType {
    /// The type of the values that are read and written.
    pub fn unpacked(self) -> ValType {
        match self {
            Self::I8 | Self::I16 => ValType::I32,
            Self::Val(ty) => ty,
        }
    }
}

impl fmt::Display for StorageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I8 => f.write_str("i8"),
            Self::I16 => f.write_str("i16"),
            Self::Val(ty) => ty.fmt(f),
        }
    }
}

/// The type of a structure's field or of an array's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldType {
    storage: StorageType,
    mutability: Mutability,
}

impl FieldType {
    /// A field that stores `storage`.
    pub fn new(storage: StorageType, mutability: Mutability) -> Self {
        Self { storage, mutability }
    }

    /// What is stored.
    pub fn storage(&self) -> StorageType {
        self.storage
    }

    /// Whether the field can be set after it was made.
    pub fn mutability(&self) -> Mutability {
        self.mutability
    }

    fn map(self, f: impl FnOnce(TypeId) -> TypeId) -> Self {
        match self.storage {
            StorageType::Val(ty) => Self { storage: StorageType::Val(ty.map(f)), ..self },
            StorageType::I8 | StorageType::I16 => self,
        }
    }
}

/// What a declared type is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum CompositeType {
    Func(FuncType),
    Struct(Arc<[FieldType]>),
    Array(FieldType),
}

impl CompositeType {
    /// The type of references to what belongs to the type of this composition and identity.
    pub(crate) fn heap_type(&self, id: TypeId) -> HeapType {
        match self {
            Self::Func(_) => HeapType::ConcreteFunc(id),
            Self::Struct(_) => HeapType::ConcreteStruct(id),
            Self::Array(_) => HeapType::ConcreteArray(id),
        }
    }
}

/// A type as a module declares it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SubType {
    /// Whether no type may be declared below it.
    pub(crate) is_final: bool,
    /// The type directly above it.
    pub(crate) supertype: Option<TypeId>,
    pub(crate) composite: CompositeType,
}

impl SubType {
    /// The type of a function that says nothing of relations.
    pub(crate) fn of_func(ty: FuncType) -> Self {
        Self { is_final: true, supertype: None, composite: CompositeType::Func(ty) }
    }

    /// The same with all types it names replaced.
    pub(crate) fn map(&self, mut f: impl FnMut(TypeId) -> TypeId) -> Self {
        let supertype = self.supertype.map(&mut f);
        let composite = match &self.composite {
            CompositeType::Func(ty) => CompositeType::Func(ty.map(f)),
            CompositeType::Struct(fields) => {
                CompositeType::Struct(fields.iter().map(|field| field.map(&mut f)).collect())
            }
            CompositeType::Array(element) => CompositeType::Array(element.map(f)),
        };
        Self { is_final: self.is_final, supertype, composite }
    }

    /// Calls `f` with every type that is named.
    pub(crate) fn for_each_name(&self, mut f: impl FnMut(TypeId)) {
        self.map(|id| {
            f(id);
            id
        });
    }
}
