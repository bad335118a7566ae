//! Everything a store owns, whatever the host's data is.

#![expect(unsafe_code, reason = "objects point to each other")]

use std::{
    collections::HashMap,
    ptr::NonNull,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Externs, Owned, StoreId,
    budget::Budget,
    grow::MAX_ELEMENTS,
    roots::{Roots, Scope},
};
use crate::{
    engine::{Engine, RegisteredTypes},
    error::{Error, PanicPayload},
    func::HostFunction,
    instance::InstanceData,
    types::{GlobalType, MemoryType, TableType, TagType, TypeId},
    value::Slots,
    vm,
};

/// The objects of a store. They are only ever added, and are freed all together; but for those in the
/// heap, which are collected when nothing refers to them.
pub struct Objects {
    id: StoreId,
    engine: Engine,
    /// Made when it is first needed, as it takes address space for the stack.
    runtime: Option<Owned<vm::Runtime>>,
    pub(crate) budget: Budget,
    pub(crate) instances: Vec<InstanceData>,
    /// Host functions that are in use, by address, to keep them alive.
    host_functions: HashMap<usize, Arc<HostFunction>>,
    pub(crate) tables: Vec<TableObject>,
    pub(crate) memories: Vec<MemoryObject>,
    pub(crate) globals: Vec<GlobalObject>,
    /// The tags; a tag's identity is its index.
    pub(crate) tags: Vec<TagObject>,
    pub(crate) externs: Externs,
    pub(super) roots: Roots,
    /// The scope of the host function that failed last, if it threw an exception.
    pub(crate) failed_scope: Option<Scope>,
    /// The types that the host named for objects and tags, to keep them in use.
    pub(crate) host_types: Vec<Arc<RegisteredTypes>>,
    panic: Mutex<Option<PanicPayload>>,
}

/// A table of a store.
pub(crate) struct TableObject {
    pub(crate) ty: TableType,
    pub(crate) table: Owned<vm::Table>,
}

/// A memory of a store.
pub(crate) struct MemoryObject {
    pub(crate) ty: MemoryType,
    pub(crate) memory: vm::LinearMemory,
}

/// A tag of a store.
pub(crate) struct TagObject {
    pub(crate) ty: TagType,
    /// The identity of the type that it was declared with.
    pub(crate) declared: TypeId,
}

/// A global of a store.
pub(crate) struct GlobalObject {
    pub(crate) ty: GlobalType,
    pub(crate) cell: GlobalCell,
}

/// Where a global has its value.
pub(crate) enum GlobalCell {
    /// In the context block of the instance that defines it, whose address is stable.
    Instance(NonNull<u64>),
    /// Alone, for one that the host made.
    Host(Owned<Slots>),
}

// SAFETY: the pointers in instances and globals lead to what the same store owns, so that they
// travel together; what the host put in is `Send` by the bounds on its way in.
unsafe impl Send for Objects {}
// SAFETY: shared references only allow reading, and code runs only while the store is borrowed
// mutably.
unsafe impl Sync for Objects {}

impl GlobalCell {
    /// Where the value lies.
    pub(crate) fn as_ptr(&self) -> *mut u64 {
        match self {
            Self::Instance(cell) => cell.as_ptr(),
            Self::Host(cell) => cell.as_ptr().cast(),
        }
    }
}

impl GlobalObject {
    /// The value as it lies in slots.
    pub(crate) fn get(&self) -> Slots {
        let mut slots = [0; 2];
        let count = self.ty.content().slots();
        // SAFETY: the cell has as many slots as a value of the global's type. It lives as long as
        // the store, and no code runs during this borrow of it.
        unsafe { self.cell.as_ptr().copy_to_nonoverlapping(slots.as_mut_ptr(), count) }
        slots
    }

    /// Sets the value as it lies in slots.
    pub(crate) fn set(&mut self, slots: Slots) {
        let count = self.ty.content().slots();
        // SAFETY: as in `get`, and the store is borrowed mutably.
        unsafe { self.cell.as_ptr().copy_from_nonoverlapping(slots.as_ptr(), count) }
    }
}

impl Objects {
    pub(super) fn new(engine: &Engine) -> Self {
        Self {
            id: StoreId::next(),
            engine: engine.clone(),
            runtime: None,
            budget: Budget::new(engine.config().limits()),
            instances: Vec::new(),
            host_functions: HashMap::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            tags: Vec::new(),
            externs: Externs::default(),
            roots: Roots::default(),
            failed_scope: None,
            host_types: Vec::new(),
            panic: Mutex::new(None),
        }
    }

    /// The store's identity.
    pub(crate) fn id(&self) -> StoreId {
        self.id
    }

    /// The engine the store was made with.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What running code shares, valid as long as the store.
    ///
    /// # Errors
    /// If the stack that the engine's settings ask for cannot be reserved.
    pub(crate) fn runtime(&mut self) -> Result<*mut vm::Runtime, Error> {
        if let Some(runtime) = &self.runtime {
            return Ok(runtime.as_ptr());
        }
        let config = self.engine.config();
        let bytes = config.limits().stack_bytes;
        let heap = config.limits().heap_bytes;
        let runtime = vm::Runtime::new(bytes, heap, config.consumes_fuel())
            .ok_or_else(|| Error::limit(format!("cannot reserve a stack of {bytes} bytes")))?;
        Ok(self.runtime.insert(Owned::new(runtime)).as_ptr())
    }

    /// What running code shares, if any has been needed yet.
    pub(crate) fn existing_runtime(&self) -> Option<*mut vm::Runtime> {
        self.runtime.as_ref().map(Owned::as_ptr)
    }

    /// Who works on ranges of memories and tables.
    pub(super) fn supervisor(&self) -> vm::Supervisor {
        // SAFETY: the runtime lives as long as the store, whose code waits meanwhile.
        unsafe { vm::Supervisor::new(self.existing_runtime()) }
    }

    /// Shows samples of what runs to this sampler from now on.
    ///
    /// # Errors
    /// As [`Self::runtime`].
    pub(crate) fn set_sampler(&mut self, sampler: vm::Sampler) -> Result<(), Error> {
        let runtime = self.runtime()?;
        // SAFETY: the runtime lives as long as the store, and nothing runs meanwhile.
        unsafe { (*runtime).sampler = Some(sampler) };
        Ok(())
    }

    /// Tells this tracer of calls from now on.
    ///
    /// # Errors
    /// As [`Self::runtime`].
    pub(crate) fn set_tracer(&mut self, tracer: vm::Tracer) -> Result<(), Error> {
        let runtime = self.runtime()?;
        // SAFETY: the runtime lives as long as the store, and nothing runs meanwhile.
        unsafe { (*runtime).tracer = Some(tracer) };
        Ok(())
    }

    /// Where the stack of running code ends, to be lowered by who wants something of it.
    ///
    /// # Errors
    /// As [`Self::runtime`].
    pub(crate) fn stack_limit(&mut self) -> Result<Arc<vm::StackLimit>, Error> {
        let runtime = self.runtime()?;
        // SAFETY: the runtime lives as long as the store, and the limit is never replaced.
        Ok(Arc::clone(unsafe { &(*runtime).stack_limit }))
    }

    /// Keeps a host function alive as long as the store.
    pub(crate) fn keep(&mut self, function: &Arc<HostFunction>) {
        let address = Arc::as_ptr(function).addr();
        self.host_functions.entry(address).or_insert_with(|| Arc::clone(function));
    }

    /// Remembers with what a host function panicked.
    pub(crate) fn set_panic(&mut self, payload: PanicPayload) {
        *self.panic.get_mut().unwrap_or_else(PoisonError::into_inner) = Some(payload);
    }

    /// What a host function panicked with, if one did since this was last asked.
    pub(crate) fn take_panic(&mut self) -> Option<PanicPayload> {
        self.panic.get_mut().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Allocates a table of null references, within the limits.
    pub(crate) fn new_table(&mut self, ty: TableType) -> Result<u32, Error> {
        let elements = ty.minimum();
        ty.check()?;
        if elements > MAX_ELEMENTS {
            return Err(Error::limit(format!("a table has at most {MAX_ELEMENTS} elements")));
        }
        self.budget.take_elements(elements)?;
        let Some(table) = vm::Table::new(elements as usize, 0) else {
            self.budget.give_back_elements(elements);
            return Err(Error::limit(format!("no memory for a table of {elements} elements")));
        };
        add(&mut self.tables, TableObject { ty, table: Owned::new(table) })
    }

    /// Allocates a memory of zeros, within the limits.
    pub(crate) fn new_memory(&mut self, ty: MemoryType) -> Result<u32, Error> {
        ty.check()?;
        let bytes = ty.bytes(ty.minimum());
        let declared = ty.bytes(ty.maximum().unwrap_or(ty.most_pages()));
        let reservation = self.engine.config().limits().memory_reservation.max(bytes);
        let most = declared.min(self.budget.memory_left()).min(reservation);
        self.budget.take_memory(bytes)?;
        let Some(memory) = vm::LinearMemory::new(bytes, most) else {
            self.budget.give_back_memory(bytes);
            return Err(Error::limit(format!("cannot reserve {bytes} bytes of memory")));
        };
        add(&mut self.memories, MemoryObject { ty, memory })
    }

    /// Adds a tag. The type that it was declared with must stay in use as long as the store.
    pub(crate) fn new_tag(&mut self, ty: TagType, declared: TypeId) -> Result<u32, Error> {
        add(&mut self.tags, TagObject { ty, declared })
    }

    /// Adds a global.
    pub(crate) fn new_global(&mut self, ty: GlobalType, cell: GlobalCell) -> Result<u32, Error> {
        add(&mut self.globals, GlobalObject { ty, cell })
    }
}

fn add<T>(objects: &mut Vec<T>, object: T) -> Result<u32, Error> {
    let index = u32::try_from(objects.len())
        .map_err(|_| Error::limit("too many objects of one kind in a store"))?;
    objects.push(object);
    Ok(index)
}
