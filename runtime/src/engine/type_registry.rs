//! One number for each function type, so that an indirect call compares types in one instruction.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::Engine;
use crate::types::FuncType;

/// The identity of a function type: equal for equal types of the same engine.
///
/// Valid as long as somebody keeps the type registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TypeId(u32);

impl TypeId {
    /// The number that function entries and translated code hold.
    pub(crate) fn as_u32(self) -> u32 {
        self.0
    }
}

/// The types in use.
#[derive(Default)]
pub(super) struct TypeRegistry {
    types: Mutex<Types>,
}

#[derive(Default)]
struct Types {
    /// Indexed by identity; `None` where a type is no longer used.
    slots: Vec<Option<Slot>>,
    free: Vec<u32>,
    ids: HashMap<FuncType, u32>,
}

struct Slot {
    ty: FuncType,
    users: usize,
}

impl TypeRegistry {
    fn lock(&self) -> MutexGuard<'_, Types> {
        // Nothing in this file panics halfway through a change.
        self.types.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Types {
    fn register(&mut self, ty: &FuncType) -> TypeId {
        if let Some(&id) = self.ids.get(ty) {
            if let Some(slot) = &mut self.slots[id as usize] {
                slot.users += 1;
            }
            return TypeId(id);
        }
        let slot = Some(Slot { ty: ty.clone(), users: 1 });
        let id = if let Some(id) = self.free.pop() {
            self.slots[id as usize] = slot;
            id
        } else {
            let id = u32::try_from(self.slots.len()).expect("2^32 types do not fit into memory");
            self.slots.push(slot);
            id
        };
        self.ids.insert(ty.clone(), id);
        TypeId(id)
    }

    fn release(&mut self, TypeId(id): TypeId) {
        let Some(slot) = &mut self.slots[id as usize] else { return };
        slot.users -= 1;
        if slot.users == 0 {
            self.ids.remove(&slot.ty);
            self.slots[id as usize] = None;
            self.free.push(id);
        }
    }
}

/// Types that stay registered until this is dropped.
pub(crate) struct RegisteredTypes {
    engine: Engine,
    ids: Vec<TypeId>,
}

impl RegisteredTypes {
    /// Registers all of `types`.
    pub(crate) fn new<'a>(engine: &Engine, types: impl IntoIterator<Item = &'a FuncType>) -> Self {
        let mut registry = engine.types().lock();
        let ids = types.into_iter().map(|ty| registry.register(ty)).collect();
        drop(registry);
        Self { engine: engine.clone(), ids }
    }

    /// The identities, in the order of the types.
    pub(crate) fn ids(&self) -> &[TypeId] {
        &self.ids
    }
}

impl Drop for RegisteredTypes {
    fn drop(&mut self) {
        let mut types = self.engine.types().lock();
        for &id in &self.ids {
            types.release(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ValType::{F64, I32};

    #[test]
    fn equal_types_share_an_identity_until_the_last_user_leaves() {
        let engine = Engine::default();
        let register = |ty: &FuncType| RegisteredTypes::new(&engine, [ty]);
        let (int, float) = (FuncType::new([I32], []), FuncType::new([F64], []));

        let first = register(&int);
        let second = register(&FuncType::new([I32], []));
        assert_eq!(first.ids(), second.ids());
        drop(first);
        let other = register(&float);
        assert_ne!(second.ids(), other.ids());

        let id = second.ids()[0];
        drop(second);
        assert_eq!(register(&FuncType::new([], [I32])).ids(), [id], "a free number is used again");
    }

    #[test]
    fn parameters_and_results_are_told_apart() {
        let engine = Engine::default();
        let types = [FuncType::new([I32], []), FuncType::new([], [I32])];
        let registered = RegisteredTypes::new(&engine, &types);
        assert_ne!(registered.ids()[0], registered.ids()[1]);
    }
}
