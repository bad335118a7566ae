//! One identity for each type, whichever module declares it, so that types are compared as numbers.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use super::{
    Engine,
    type_group::{DeclaredType, TypeGroup},
};
use crate::{
    error::Error,
    types::{FuncType, SubType, TypeId},
};

/// The types in use.
#[derive(Default)]
pub(super) struct TypeRegistry {
    types: Mutex<Types>,
}

#[derive(Default)]
struct Types {
    /// The groups by what they declare.
    groups: HashMap<Arc<[SubType]>, Weak<TypeGroup>>,
    /// The groups by the identity of their first type.
    by_id: BTreeMap<u32, Weak<TypeGroup>>,
    /// The identity of the next type. None is given twice, so that who keeps one that is no longer
    /// in use never takes it for another.
    next: u32,
}

impl TypeRegistry {
    fn lock(&self) -> MutexGuard<'_, Types> {
        // Nothing in this file panics halfway through a change.
        self.types.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Types {
    /// The group of these types, which name each other by their positions.
    fn register(&mut self, key: Vec<SubType>) -> Result<Arc<TypeGroup>, Error> {
        if let Some(group) = self.groups.get(&*key).and_then(Weak::upgrade) {
            return Ok(group);
        }
        let key: Arc<[SubType]> = key.into();
        let first = self.next;
        let end = u32::try_from(key.len()).ok().and_then(|count| first.checked_add(count));
        self.next = end
            .filter(|&end| TypeId::new(end).position().is_none())
            .ok_or_else(|| Error::limit("too many types in one engine"))?;
        let group = Arc::new(TypeGroup::new(Arc::clone(&key), first, |id| {
            self.find(id)
                .map_or_else(Vec::new, |(group, index)| group.types[index].supertypes().to_vec())
        }));
        self.groups.insert(key, Arc::downgrade(&group));
        self.by_id.insert(first, Arc::downgrade(&group));
        Ok(group)
    }

    /// The group to which a type belongs, and its position there, if it is in use.
    fn find(&self, id: TypeId) -> Option<(Arc<TypeGroup>, usize)> {
        let (&first, group) = self.by_id.range(..=id.as_u32()).next_back()?;
        let (group, index) = (group.upgrade()?, (id.as_u32() - first) as usize);
        (index < group.types.len()).then_some((group, index))
    }

    /// Gives up one use of a group.
    fn release(&mut self, group: Arc<TypeGroup>) {
        // Uses come and go only while the registry is locked.
        if Arc::strong_count(&group) == 1 {
            self.groups.remove(&group.key);
            self.by_id.remove(&group.first());
        }
        drop(group);
    }
}

/// Types that stay registered until this is dropped, numbered as in the module that declares them.
pub(crate) struct RegisteredTypes {
    engine: Engine,
    groups: Vec<Arc<TypeGroup>>,
    /// Each type's group and position there.
    places: Vec<(u32, u32)>,
}

impl RegisteredTypes {
    /// No types yet.
    pub(crate) fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone(), groups: Vec::new(), places: Vec::new() }
    }

    /// Just the type of a function, and the types that it names.
    ///
    /// # Errors
    /// If it names a type that is no longer in use, or the engine has too many types.
    pub(crate) fn of_func(engine: &Engine, ty: &FuncType) -> Result<Self, Error> {
        Self::of_type(engine, SubType::of_func(ty.clone()))
    }

    /// Just this type, which does not name itself, and the types that it names.
    ///
    /// # Errors
    /// As [`Self::of_func`].
    pub(crate) fn of_type(engine: &Engine, ty: SubType) -> Result<Self, Error> {
        let mut types = Self::new(engine);
        types.add_group(vec![ty])?;
        types.keep_named()?;
        Ok(types)
    }

    /// Just the type with this identity, and the types that it names, if they are in use.
    pub(crate) fn of_id(engine: &Engine, id: TypeId) -> Option<Self> {
        let mut types = Self::new(engine);
        let (group, position) = engine.types().lock().find(id)?;
        types.groups.push(group);
        types.places.push((0, position as u32));
        types.keep_named().ok()?;
        Some(types)
    }

    /// The engine that the types belong to.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Adds a group of types, which name each other by their positions.
    pub(crate) fn add_group(&mut self, group: Vec<SubType>) -> Result<(), Error> {
        if group.is_empty() {
            return Ok(());
        }
        let group = self.engine.types().lock().register(group)?;
        let number = self.groups.len() as u32;
        self.places.extend((0..group.types.len() as u32).map(|position| (number, position)));
        self.groups.push(group);
        Ok(())
    }

    /// Keeps what the types name registered too, which the module that declares them does anyway.
    fn keep_named(&mut self) -> Result<(), Error> {
        let mut seen = 0;
        while let Some(group) = self.groups.get(seen).map(Arc::clone) {
            let mut named = Vec::new();
            group.key.iter().for_each(|ty| ty.for_each_name(|id| named.push(id)));
            for id in named.into_iter().filter(|id| id.position().is_none()) {
                let mut registry = self.engine.types().lock();
                let (found, _) = registry.find(id).ok_or_else(|| no_longer_used(id))?;
                if self.groups.iter().any(|group| Arc::ptr_eq(group, &found)) {
                    registry.release(found);
                } else {
                    self.groups.push(found);
                }
            }
            seen += 1;
            self.engine.types().lock().release(group);
        }
        Ok(())
    }

    /// How many types there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The type of this number.
    pub(crate) fn get(&self, index: u32) -> &DeclaredType {
        let (group, position) = self.places[index as usize];
        &self.groups[group as usize].types[position as usize]
    }
}

fn no_longer_used(id: TypeId) -> Error {
    Error::usage(format!("the type ${} is not in use any more", id.as_u32()))
}

impl Drop for RegisteredTypes {
    fn drop(&mut self) {
        let mut types = self.engine.types().lock();
        for group in self.groups.drain(..) {
            types.release(group);
        }
    }
}

impl Engine {
    /// Whether all that belongs to the declared type `a` belongs to `b`.
    pub(crate) fn is_subtype(&self, a: TypeId, b: TypeId) -> bool {
        if a == b {
            return true;
        }
        let mut types = self.types().lock();
        let Some((group, index)) = types.find(a) else { return false };
        let is_subtype = group.types[index].is_subtype_of(b);
        types.release(group);
        is_subtype
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{
        CompositeType, FieldType, HeapType, Mutability, RefType, StorageType,
        ValType::{self, F64, I32},
    };

    fn register(engine: &Engine, groups: &[Vec<SubType>]) -> RegisteredTypes {
        let mut types = RegisteredTypes::new(engine);
        for group in groups {
            types.add_group(group.clone()).unwrap();
        }
        types
    }

    fn func(params: &[ValType]) -> SubType {
        SubType::of_func(FuncType::new(params.iter().copied(), []))
    }

    /// A structure whose only field refers to `id`, open to types below it.
    fn node(id: TypeId, supertype: Option<TypeId>) -> SubType {
        let field = ValType::Ref(RefType::new(true, HeapType::ConcreteStruct(id)));
        let field = FieldType::new(StorageType::Val(field), Mutability::Const);
        SubType { is_final: false, supertype, composite: CompositeType::Struct([field].into()) }
    }

    #[test]
    fn equal_types_share_an_identity_until_the_last_user_leaves() {
        let engine = Engine::default();
        let first = register(&engine, &[vec![func(&[I32])]]);
        let second = register(&engine, &[vec![func(&[I32])]]);
        let id = first.get(0).id();
        assert_eq!(id, second.get(0).id());
        drop(first);
        assert_ne!(id, register(&engine, &[vec![func(&[F64])]]).get(0).id());
        assert_eq!(id, register(&engine, &[vec![func(&[I32])]]).get(0).id());
        drop(second);
        assert_ne!(id, register(&engine, &[vec![func(&[I32])]]).get(0).id(), "never used again");
        assert!(engine.types().lock().groups.is_empty());
        assert!(engine.types().lock().by_id.is_empty());
    }

    #[test]
    fn types_are_equal_if_their_groups_are() {
        let engine = Engine::default();
        let this = TypeId::relative(0);
        let alone = register(&engine, &[vec![node(this, None)]]);
        let again = register(&engine, &[vec![func(&[])], vec![node(this, None)]]);
        assert_eq!(alone.get(0).id(), again.get(1).id());
        let pair = register(&engine, &[vec![node(this, None), node(this, None)]]);
        assert_ne!(alone.get(0).id(), pair.get(0).id());
        assert_ne!(pair.get(0).id(), pair.get(1).id());
    }

    #[test]
    fn a_type_is_below_all_that_are_above_it() {
        let engine = Engine::default();
        let (top, middle) = (TypeId::relative(0), TypeId::relative(1));
        let types = register(&engine, &[vec![node(top, None), node(top, Some(top))]]);
        let (top, middle_id) = (types.get(0).id(), types.get(1).id());
        let lowest = register(&engine, &[vec![node(top, Some(middle_id))]]);
        let lowest = lowest.get(0);
        assert_eq!(lowest.supertypes(), [top, middle_id, lowest.id()]);
        assert!(engine.is_subtype(lowest.id(), top));
        assert!(!engine.is_subtype(top, lowest.id()));
        assert_ne!(middle, middle_id);
    }

    #[test]
    fn what_a_function_names_stays_registered_with_it() {
        let engine = Engine::default();
        let declared = register(&engine, &[vec![node(TypeId::relative(0), None)]]);
        let id = declared.get(0).id();
        let param = ValType::Ref(RefType::new(true, HeapType::ConcreteStruct(id)));
        let ty = FuncType::new([param], []);
        let function = RegisteredTypes::of_func(&engine, &ty).unwrap();
        drop(declared);
        assert!(engine.types().lock().find(id).is_some());
        drop(function);
        assert!(RegisteredTypes::of_func(&engine, &ty).is_err());
    }
}
