//! The types of structures and arrays, as the host names them.

use std::{fmt, sync::Arc};

use super::{CompositeType, FieldType, HeapType, SubType, TypeId};
use crate::{
    engine::{DeclaredType, Engine, RegisteredTypes},
    error::Error,
};

/// A declared type of structures.
///
/// ```
/// use wasmrun_runtime::{Engine, FieldType, Mutability, StorageType, StructType, ValType};
///
/// let engine = Engine::default();
/// let field = FieldType::new(StorageType::Val(ValType::I32), Mutability::Var);
/// let ty = StructType::new(&engine, [field, field])?;
/// assert_eq!(ty.fields().len(), 2);
/// // Equal types are one, whoever declares them.
/// assert_eq!(ty.id(), StructType::new(&engine, [field, field])?.id());
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct StructType {
    types: Arc<RegisteredTypes>,
}

/// A declared type of arrays.
///
/// ```
/// use wasmrun_runtime::{ArrayType, Engine, FieldType, Mutability, StorageType};
///
/// let bytes = FieldType::new(StorageType::I8, Mutability::Var);
/// let ty = ArrayType::new(&Engine::default(), bytes)?;
/// assert_eq!(ty.element(), bytes);
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct ArrayType {
    types: Arc<RegisteredTypes>,
}

impl StructType {
    /// The final type of structures with these fields.
    ///
    /// # Errors
    /// If a field is of a type that is not in use any more, or the engine has too many types.
    pub fn new(
        engine: &Engine,
        fields: impl IntoIterator<Item = FieldType>,
    ) -> Result<Self, Error> {
        let composite = CompositeType::Struct(fields.into_iter().collect());
        Ok(Self { types: Arc::new(final_type(engine, composite)?) })
    }

    /// The type with this identity, if it is one of structures and in use.
    pub fn of(engine: &Engine, id: TypeId) -> Option<Self> {
        let types = RegisteredTypes::of_id(engine, id)?;
        let is_one = matches!(types.get(0).composite(), CompositeType::Struct(_));
        is_one.then(|| Self { types: Arc::new(types) })
    }

    /// The types of the fields, in order.
    pub fn fields(&self) -> &[FieldType] {
        match self.declared().composite() {
            CompositeType::Struct(fields) => fields,
            _ => &[],
        }
    }

    /// The identity in the engine.
    pub fn id(&self) -> TypeId {
        self.declared().id()
    }

    /// The type of what references to such structures refer to.
    pub fn heap_type(&self) -> HeapType {
        HeapType::ConcreteStruct(self.id())
    }

    fn declared(&self) -> &DeclaredType {
        self.types.get(0)
    }

    pub(crate) fn registration(&self) -> &Arc<RegisteredTypes> {
        &self.types
    }
}

impl ArrayType {
    /// The final type of arrays of such elements.
    ///
    /// # Errors
    /// If the elements are of a type that is not in use any more, or the engine has too many types.
    pub fn new(engine: &Engine, element: FieldType) -> Result<Self, Error> {
        Ok(Self { types: Arc::new(final_type(engine, CompositeType::Array(element))?) })
    }

    /// The type with this identity, if it is one of arrays and in use.
    pub fn of(engine: &Engine, id: TypeId) -> Option<Self> {
        let types = RegisteredTypes::of_id(engine, id)?;
        let is_one = matches!(types.get(0).composite(), CompositeType::Array(_));
        is_one.then(|| Self { types: Arc::new(types) })
    }

    /// The type of the elements.
    pub fn element(&self) -> FieldType {
        match self.declared().composite() {
            CompositeType::Array(element) => *element,
            // It was looked at when this was made.
            _ => unreachable!("a type of arrays became another"),
        }
    }

    /// The identity in the engine.
    pub fn id(&self) -> TypeId {
        self.declared().id()
    }

    /// The type of what references to such arrays refer to.
    pub fn heap_type(&self) -> HeapType {
        HeapType::ConcreteArray(self.id())
    }

    fn declared(&self) -> &DeclaredType {
        self.types.get(0)
    }

    pub(crate) fn registration(&self) -> &Arc<RegisteredTypes> {
        &self.types
    }
}

/// A type without others above or below it.
fn final_type(engine: &Engine, composite: CompositeType) -> Result<RegisteredTypes, Error> {
    RegisteredTypes::of_type(engine, SubType { is_final: true, supertype: None, composite })
}

impl fmt::Debug for StructType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StructType")
            .field("id", &self.id())
            .field("fields", &self.fields())
            .finish()
    }
}

impl fmt::Debug for ArrayType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayType")
            .field("id", &self.id())
            .field("element", &self.element())
            .finish()
    }
}
