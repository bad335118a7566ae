//! Tests of what references refer to.

use super::tables::prelude::*;
use super::trap::trap;
use crate::store::services;
use crate::trap::TrapCode::{self, CastFailure};
use crate::types::TypeId;
use crate::vm::{Context, Heap, ObjectRef, Runtime, Shape, Table};

/// A kind of types as a type: whether a reference that is not null belongs to such a one.
pub(in crate::interpreter) trait Tested {
    unsafe fn holds(registers: &Registers, reference: u64, id: u32, depth: u32) -> bool;
}

/// Defines the kinds of types that are told apart at run time.
macro_rules! tested {
    ($($(#[$attribute:meta])* $name:ident: |$r:pat_param, $reference:pat_param, $id:pat_param, $depth:pat_param| $holds:expr;)*) => {
        /// A kind of types that references are tested for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum TestedKind { $($(#[$attribute])* $name,)* }

        mod kinds {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl Tested for kinds::$name {
            #[inline(always)]
            unsafe fn holds($r: &Registers, $reference: u64, $id: u32, $depth: u32) -> bool {
                $holds
            }
        })*

        /// The handler that tells whether `x` belongs to a type of this kind.
        pub(crate) fn find_test(kind: TestedKind, x: Source, to: Target) -> Entry {
            match kind { $(TestedKind::$name => by_operand(&Tables::<kinds::$name>::TEST, x, to),)* }
        }

        /// The handler that traps unless `x` belongs to a type of this kind.
        pub(crate) fn find_cast(kind: TestedKind, x: Source, to: Target) -> Entry {
            match kind { $(TestedKind::$name => by_operand(&Tables::<kinds::$name>::CAST, x, to),)* }
        }
    };
}

tested! {
    /// Everything in its hierarchy.
    All: |_, _, _, _| true;
    /// Nothing but null.
    Nothing: |_, _, _, _| false;
    I31: |_, reference, _, _| reference & 1 != 0;
    /// Whatever can be compared.
    Eq: |r, reference, _, _| reference & 1 != 0
        // SAFETY: as for all kinds, the reference is one of the store.
        || unsafe { !is_shaped(r.runtime(), reference, |shape| matches!(shape, Shape::Host)) };
    // SAFETY: the same.
    Struct: |r, reference, _, _| unsafe {
        is_shaped(r.runtime(), reference, |shape| matches!(shape, Shape::Struct(_)))
    };
    // SAFETY: the same.
    Array: |r, reference, _, _| unsafe {
        is_shaped(r.runtime(), reference, |shape| matches!(shape, Shape::Array(_)))
    };
    /// A declared type of structures or arrays.
    Declared: |r, reference, id, depth| ObjectRef::from_slot(reference)
        // SAFETY: the same.
        .is_some_and(|object| unsafe {
            heap(r.runtime()).belongs_to(object, TypeId::new(id), depth)
        });
    /// A declared type of functions.
    Function: |_, reference, id, depth|
        // SAFETY: the same, so that it is the address of a function's entry.
        unsafe { services::is_function_of(reference, id, depth) };
}

/// Whether a reference leads to an object of this shape.
#[inline(always)]
unsafe fn is_shaped(runtime: *mut Runtime, reference: u64, is: impl Fn(&Shape) -> bool) -> bool {
    ObjectRef::from_slot(reference)
        // SAFETY: passed on to the caller.
        .is_some_and(|object| is(unsafe { heap(runtime) }.type_of(object).shape()))
}

/// The heap, to be looked at.
#[inline(always)]
unsafe fn heap<'a>(runtime: *mut Runtime) -> &'a Heap {
    // SAFETY: the runtime is that of a live store, which nobody else uses meanwhile.
    unsafe { &(*runtime).heap }
}

handler! {
    /// `to =` whether `x` belongs to a type
    fn test<K: Tested, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Test>();
        let reference = X::read(&r, (*cell).x);
        let holds = if reference == 0 {
            (*cell).nullable != 0
        } else {
            K::holds(&r, reference, (*cell).id, (*cell).depth)
        };
        T::write(r, (*cell).to, holds.into()).next::<cell::Test>()
    }

    /// `to = x`, if it belongs to a type
    fn cast<K: Tested, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Test>();
        let reference = X::read(&r, (*cell).x);
        let holds = if reference == 0 {
            (*cell).nullable != 0
        } else {
            K::holds(&r, reference, (*cell).id, (*cell).depth)
        };
        if !holds {
            return r.transfer(trap(CastFailure));
        }
        T::write(r, (*cell).to, reference).next::<cell::Test>()
    }
}

handler! {
    /// `x =` the element `x` of the table `first`, a function of the type `second`, above which there
    /// are as many others as `reserved` says
    fn callee(r) {
        let cell = r.cell::<cell::Bulk>();
        let table = *Context::cell::<*const Table>(r.context, (*cell).first);
        let index = *r.slot((*cell).x) as u32 as usize;
        if index >= (*table).len() {
            return r.transfer(trap(TrapCode::UndefinedElement));
        }
        let element = *(*table).elements_ptr().add(index);
        if element == 0 {
            return r.transfer(trap(TrapCode::IndirectCallToNull));
        }
        if !services::is_function_of(element, (*cell).second, (*cell).reserved) {
            return r.transfer(trap(TrapCode::BadSignature));
        }
        *r.slot((*cell).x) = element;
        r.next::<cell::Bulk>()
    }
}

/// The handler that finds the function for a call through a table.
pub(crate) fn find_callee() -> Handler {
    callee
}

/// The tables of the kind `K`.
struct Tables<K>(K);

impl<K: Tested> Tables<K> {
    const TEST: BySource<ByTarget> = variable_sources!(unpinned_targets, test; K);
    const CAST: BySource<ByTarget> = variable_sources!(targets, cast; K);
}
