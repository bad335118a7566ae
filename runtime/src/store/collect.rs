//! Making objects, and collecting the garbage that is in the way.

#![expect(unsafe_code, reason = "the heap belongs to the raw state of running code")]

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{
    Objects,
    roots::{Root, Scope},
};
use crate::{
    engine::{DeclaredType, Engine, RegisteredTypes},
    error::Error,
    trap::TrapCode,
    types::{CompositeType, HeapType, ValType},
    vm::{Attempt, Heap, Incomplete, ObjectRef, ObjectType, Shape, Storage, StructShape},
};

impl Objects {
    /// The heap, if anything has needed the state of running code yet.
    pub(crate) fn heap(&self) -> Option<&Heap> {
        // SAFETY: the runtime lives as long as the store, and no code runs during this borrow of it.
        self.existing_runtime().map(|runtime| unsafe { &(*runtime).heap })
    }

    /// The heap, to be changed.
    ///
    /// # Errors
    /// As [`Self::runtime`].
    pub(crate) fn heap_mut(&mut self) -> Result<&mut Heap, Error> {
        let runtime = self.runtime()?;
        // SAFETY: as in `heap`, and the store is borrowed mutably.
        Ok(unsafe { &mut (*runtime).heap })
    }

    /// The heap's index of a declared type, of which objects can be made from now on. The type must
    /// stay in use as long as the store.
    ///
    /// # Errors
    /// As [`Self::runtime`].
    pub(crate) fn object_type(&mut self, ty: &DeclaredType) -> Result<Option<u32>, Error> {
        if let CompositeType::Func(_) = ty.composite() {
            return Ok(None);
        }
        let heap = self.heap_mut()?;
        if let Some(index) = heap.type_index(ty.id()) {
            return Ok(Some(index));
        }
        let shape = match ty.composite() {
            CompositeType::Func(_) => return Ok(None),
            CompositeType::Struct(fields) => Shape::Struct(StructShape::new(fields)),
            CompositeType::Array(element) => Shape::Array(Storage::of(element)),
        };
        Ok(Some(heap.add_type(ty.id(), ObjectType::declared(ty.supertypes(), shape))))
    }

    /// The heap's index of a type that the host names, which stays in use as long as the store.
    ///
    /// # Errors
    /// If the type belongs to another engine, or as [`Self::runtime`].
    pub(crate) fn host_type(&mut self, types: &Arc<RegisteredTypes>) -> Result<u32, Error> {
        if !Engine::same(self.engine(), types.engine()) {
            return Err(Error::usage("the type and the store were made with different engines"));
        }
        let ty = types.get(0);
        if let Some(index) = self.heap_mut()?.type_index(ty.id()) {
            return Ok(index);
        }
        self.host_types.push(Arc::clone(types));
        self.object_type(ty)?.ok_or_else(|| Error::usage("objects do not have types of functions"))
    }

    /// Makes an object for the host.
    ///
    /// # Errors
    /// If there is no room for it.
    pub(crate) fn make(
        &mut self,
        make: impl FnMut(&mut Heap, Attempt) -> Option<ObjectRef>,
    ) -> Result<ObjectRef, Error> {
        let runtime = self.runtime()?;
        // SAFETY: the runtime lives as long as the store.
        let end = unsafe { (*runtime).stack_top };
        self.make_within(end, make).map_err(Error::from)
    }

    /// Makes an object, collecting garbage if that is needed. The slots of running code end at `end`.
    ///
    /// # Errors
    /// If there is no room for it, or if the guest is to stop.
    pub(crate) fn make_within(
        &mut self,
        end: *const u64,
        mut make: impl FnMut(&mut Heap, Attempt) -> Option<ObjectRef>,
    ) -> Result<ObjectRef, TrapCode> {
        let Ok(heap) = self.heap_mut() else { return Err(TrapCode::HeapExhausted) };
        if let Some(reference) = make(heap, Attempt::First) {
            return Ok(reference);
        }
        self.collect(end)?;
        let Ok(heap) = self.heap_mut() else { return Err(TrapCode::HeapExhausted) };
        make(heap, Attempt::Last).ok_or(TrapCode::HeapExhausted)
    }

    /// Frees the objects that nothing can reach. The slots of running code end at `end`.
    ///
    /// # Errors
    /// If the guest is to stop, in which case nothing was freed; or if there is hardly any garbage.
    pub(crate) fn collect(&mut self, end: *const u64) -> Result<(), TrapCode> {
        let Some(runtime) = self.existing_runtime() else { return Ok(()) };
        // SAFETY: the runtime lives as long as the store, and nobody else uses it meanwhile. The
        // slots do not lie in it.
        let (slots, is_guest, limit, thrown, heap) = unsafe {
            let slots = (*runtime).stack_slots(end);
            let runtime = &mut *runtime;
            (
                slots,
                runtime.native_depth > 0,
                &runtime.stack_limit,
                &runtime.thrown,
                &mut runtime.heap,
            )
        };
        let Some(mut marking) = heap.begin_marking() else { return Ok(()) };
        for &slot in slots.iter().chain(&thrown.payload).chain([&thrown.reference]) {
            marking.root(slot)?;
        }
        self.for_each_root(|slot| marking.root(slot))?;
        marking.run(|| is_guest && limit.is_interrupted())?;
        let root_bytes = marking.root_bytes();
        let unused = self.externs.take_unreached(heap);
        let result = heap.sweep(root_bytes);
        self.drop_values(unused);
        result.map_err(TrapCode::from)
    }

    /// Frees the objects that nothing can reach, as the host wants it.
    pub(crate) fn collect_for_host(&mut self) {
        let Some(runtime) = self.existing_runtime() else { return };
        // SAFETY: the runtime lives as long as the store.
        let end = unsafe { (*runtime).stack_top };
        // A guest that is to stop does so when it goes on, and garbage can wait.
        let _ = self.collect(end);
    }

    /// Calls `f` with all slots, but those of running code, that may hold references to objects.
    fn for_each_root(
        &mut self,
        mut f: impl FnMut(u64) -> Result<(), Incomplete>,
    ) -> Result<(), Incomplete> {
        for reference in self.roots.references() {
            f(reference.to_slot())?;
        }
        for global in &self.globals {
            if refers_to_objects(global.ty.content()) {
                f(global.get()[0])?;
            }
        }
        for table in &self.tables {
            if refers_to_objects(table.ty.element().into()) {
                table.table.get().elements().iter().try_for_each(|&slot| f(slot))?;
            }
        }
        let segments = self.instances.iter().flat_map(|instance| &instance.elements);
        segments.flat_map(|segment| segment.iter()).try_for_each(|&slot| f(slot))
    }

    /// Drops values of the host's. One that panics when it is dropped does so for whoever called the
    /// guest, as host functions do.
    fn drop_values(&mut self, values: Vec<super::externs::Value>) {
        for value in values {
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
                self.set_panic(payload);
            }
        }
    }

    // Handles

    /// A handle to an object, good until the scope ends.
    pub(crate) fn root(&self, reference: ObjectRef) -> Root {
        self.roots.add(self.id(), reference)
    }

    /// What a handle refers to.
    ///
    /// # Panics
    /// If the handle belongs to another store, or its scope has ended.
    #[track_caller]
    pub(crate) fn object(&self, root: Root) -> ObjectRef {
        self.id().check(root.store());
        match self.roots.get(root) {
            Some(reference) => reference,
            None => panic!("a reference was used after the end of the scope that it was made in"),
        }
    }

    /// Begins a scope for handles.
    pub(crate) fn open_scope(&mut self) -> Scope {
        self.roots.open()
    }

    /// Ends a scope: the handles made in it are good no more.
    pub(crate) fn close_scope(&mut self, scope: Scope) {
        self.roots.close(scope);
    }
}

/// Whether values of this type may be references to objects.
fn refers_to_objects(ty: ValType) -> bool {
    ty.as_ref_type().is_some_and(|ty| ty.heap_type().top() != HeapType::Func)
}

impl From<Incomplete> for TrapCode {
    fn from(incomplete: Incomplete) -> Self {
        match incomplete {
            Incomplete::Interrupted => Self::Interrupted,
            Incomplete::NoRoom => Self::HeapExhausted,
        }
    }
}
