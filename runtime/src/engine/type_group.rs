//! Groups of mutually recursive types, with identities in an engine.

use std::sync::Arc;

use crate::types::{CompositeType, FuncType, HeapType, SubType, TypeId};

/// A declared type as an engine knows it.
#[derive(Debug)]
pub(crate) struct DeclaredType {
    id: TypeId,
    definition: SubType,
    /// The types above it, from the top, and itself as the last.
    supertypes: Box<[TypeId]>,
}

impl DeclaredType {
    /// The identity.
    pub(crate) fn id(&self) -> TypeId {
        self.id
    }

    /// What it is made of.
    pub(crate) fn composite(&self) -> &CompositeType {
        &self.definition.composite
    }

    /// Whether no type is declared below it.
    pub(crate) fn is_final(&self) -> bool {
        self.definition.is_final
    }

    /// The type as one of a function, if it is one.
    pub(crate) fn as_func(&self) -> Option<&FuncType> {
        if let CompositeType::Func(ty) = &self.definition.composite { Some(ty) } else { None }
    }

    /// The type of references to what belongs to this type.
    pub(crate) fn heap_type(&self) -> HeapType {
        self.definition.composite.heap_type(self.id)
    }

    /// The types above it, from the top, and itself as the last.
    pub(crate) fn supertypes(&self) -> &[TypeId] {
        &self.supertypes
    }

    /// Whether all that belongs to this type belongs to `other`.
    pub(crate) fn is_subtype_of(&self, other: TypeId) -> bool {
        self.supertypes.contains(&other)
    }
}

/// A group of types that may refer to each other. Equal groups of one engine are one.
#[derive(Debug)]
pub(crate) struct TypeGroup {
    /// The types as they are declared, naming each other by their positions.
    pub(super) key: Arc<[SubType]>,
    pub(super) types: Box<[DeclaredType]>,
}

impl TypeGroup {
    /// The group of `key` whose first type gets the identity `first`; `supertypes_of` knows types
    /// of other groups.
    pub(super) fn new(
        key: Arc<[SubType]>,
        first: u32,
        supertypes_of: impl Fn(TypeId) -> Vec<TypeId>,
    ) -> Self {
        let absolute = |id: TypeId| match id.position() {
            Some(position) => TypeId::new(first + position),
            None => id,
        };
        let mut types: Vec<DeclaredType> = Vec::with_capacity(key.len());
        for (number, definition) in (first..).zip(&*key) {
            let mut supertypes = match definition.supertype {
                None => Vec::new(),
                Some(above) => match above.position() {
                    Some(position) => types[position as usize].supertypes.to_vec(),
                    None => supertypes_of(above),
                },
            };
            let id = TypeId::new(number);
            supertypes.push(id);
            let (definition, supertypes) = (definition.map(absolute), supertypes.into());
            types.push(DeclaredType { id, definition, supertypes });
        }
        Self { key, types: types.into() }
    }

    /// The identity of the first type; those of the others follow.
    pub(super) fn first(&self) -> u32 {
        self.types[0].id.as_u32()
    }
}
