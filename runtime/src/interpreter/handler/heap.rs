//! Making objects, and operations on ranges of arrays.
//!
//! Operands lie in slots, one behind the other from `x` on. What is made replaces the first of them;
//! until then they keep alive what they refer to, as all slots below `reserved` do.

use super::super::dispatch::Done;
use super::tables::prelude::*;
use super::trap::trap;
use crate::store::services;
use crate::trap::TrapCode;
use crate::vm::{Attempt, Context, Heap, ObjectRef, Storage};

/// An operation that a function of the store does.
pub(in crate::interpreter) trait Work {
    unsafe fn run(site: &Site) -> Result<(), TrapCode>;
}

/// Where an operation is done: the instance, the cell and the frame.
pub(in crate::interpreter) struct Site {
    context: *mut Context,
    cell: *const cell::Bulk,
    fp: *mut u64,
}

impl Site {
    /// The slot that is `offset` behind the first.
    unsafe fn slot(&self, offset: usize) -> *mut u64 {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe { self.fp.add((*self.cell).x as usize + offset) }
    }

    /// The lower half of that slot.
    unsafe fn narrow(&self, offset: usize) -> u32 {
        // SAFETY: the same.
        unsafe { *self.slot(offset) as u32 }
    }

    /// The heap's index of the type to be made, whose place in the context is `first`.
    unsafe fn ty(&self) -> u32 {
        // SAFETY: the translator names only cells of the context.
        unsafe { *Context::cell::<u64>(self.context, (*self.cell).first) as u32 }
    }

    /// Where the slots end that are in use.
    unsafe fn end(&self) -> *mut u64 {
        // SAFETY: they are slots of the frame.
        unsafe { self.fp.add((*self.cell).reserved as usize) }
    }

    /// Makes an object, and puts it into the first slot.
    unsafe fn make(
        &self,
        mut make: impl FnMut(&mut Heap, u32, Attempt) -> Option<ObjectRef>,
    ) -> Result<(), TrapCode> {
        // SAFETY: as above; the context is that of the store that is running.
        unsafe {
            let ty = self.ty();
            let heap = &raw mut (*(*self.context).runtime).heap;
            let reference = if let Some(reference) = make(&mut *heap, ty, Attempt::First) {
                reference
            } else {
                let (objects, _) = services::objects(self.context);
                objects.make_within(self.end(), |heap, attempt| make(heap, ty, attempt))?
            };
            *self.slot(0) = reference.to_slot();
            Ok(())
        }
    }

    /// How many slots an element takes of arrays of that type.
    unsafe fn width(&self) -> usize {
        // SAFETY: as above.
        let heap = unsafe { &(*(*self.context).runtime).heap };
        // SAFETY: the same.
        heap.element_type(unsafe { self.ty() }).map_or(1, Storage::slots)
    }
}

/// Defines operations, and finds their handlers.
macro_rules! works {
    ($($(#[$attribute:meta])* $name:ident: |$site:ident| $body:expr;)*) => {
        /// An operation on objects. What the numbers of the cell mean depends on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum HeapOperation { $($(#[$attribute])* $name,)* }

        mod works {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl Work for works::$name {
            unsafe fn run($site: &Site) -> Result<(), TrapCode> {
                // SAFETY: the operands are as validation has found them.
                unsafe { $body }
            }
        })*

        /// The handler of an operation on objects.
        pub(crate) fn find(operation: HeapOperation) -> Handler {
            match operation { $(HeapOperation::$name => work::<works::$name>,)* }
        }
    };
}

works! {
    /// `x = struct(x…)`; `first` is the type's place in the context, here and below.
    NewStruct: |site| {
        let fields = site.slot(0);
        site.make(|heap, ty, attempt| heap.new_struct(ty, fields, attempt))
    };
    NewDefaultStruct: |site| site.make(Heap::new_default_struct);
    /// `x = array(length y of x)`
    NewArray: |site| {
        let width = site.width();
        let (value, length) = ([*site.slot(0), *site.slot(width - 1)], site.narrow(width));
        let (objects, _) = services::objects(site.context);
        *site.slot(0) = objects.new_array(site.end(), site.ty(), length, value)?;
        Ok(())
    };
    /// `x = array(length x of zeros)`
    NewDefaultArray: |site| {
        let (objects, _) = services::objects(site.context);
        *site.slot(0) = objects.new_array(site.end(), site.ty(), site.narrow(0), [0; 2])?;
        Ok(())
    };
    /// `x = array(x…)`, as many as `second` says
    NewFixedArray: |site| {
        let (values, length) = (site.slot(0), (*site.cell).second);
        site.make(|heap, ty, attempt| heap.new_fixed_array(ty, values, length, attempt))
    };
    /// `x = array(data[x..][..y])`; `second` is the segment, here and below
    NewArrayOfData: |site| {
        let (objects, instance) = services::objects(site.context);
        let (start, length) = (site.narrow(0), site.narrow(1));
        let segment = (*site.cell).second;
        *site.slot(0) =
            objects.new_array_of_data(site.end(), site.ty(), (instance, segment), start, length)?;
        Ok(())
    };
    /// `x = array(elements[x..][..y])`
    NewArrayOfElements: |site| {
        let (objects, instance) = services::objects(site.context);
        let (start, length) = (site.narrow(0), site.narrow(1));
        let segment = (*site.cell).second;
        *site.slot(0) = objects
            .new_array_of_elements(site.end(), site.ty(), (instance, segment), start, length)?;
        Ok(())
    };
    /// `x[y..][..n] = z`, where `n` is behind `z`
    FillArray: |site| {
        let (objects, _) = services::objects(site.context);
        let width = site.width();
        let (array, start) = (*site.slot(0), site.narrow(1));
        let (value, length) = ([*site.slot(2), *site.slot(1 + width)], site.narrow(2 + width));
        objects.array_fill(array, start, value, length)
    };
    /// `x[y..][..n] = z[m..][..n]`, where `m` and `n` are behind `z`
    CopyArray: |site| {
        let (objects, _) = services::objects(site.context);
        let (target, source) = (*site.slot(0), *site.slot(2));
        objects.array_copy((target, site.narrow(1)), (source, site.narrow(3)), site.narrow(4))
    };
    /// `x[y..][..n] = data[z..]`, where `n` is behind `z` and counts elements
    InitArrayOfData: |site| {
        let (objects, instance) = services::objects(site.context);
        let segment = (instance, (*site.cell).second);
        let (array, start) = (*site.slot(0), site.narrow(1));
        objects.array_init_data((array, start), segment, site.narrow(2), site.narrow(3))
    };
    /// `x[y..][..n] = elements[z..][..n]`, where `n` is behind `z`
    InitArrayOfElements: |site| {
        let (objects, instance) = services::objects(site.context);
        let segment = (instance, (*site.cell).second);
        let (array, start) = (*site.slot(0), site.narrow(1));
        objects.array_init_elements((array, start), segment, site.narrow(2), site.narrow(3))
    };
}

handler! {
    /// An operation on objects.
    fn work<W: Work>(r) {
        r.keep_portion();
        let result = perform::<W>(r.context, r.cell(), r.fp);
        after(r.with_portion(), result)
    }
}

/// Goes on behind an operation, or traps if it failed.
#[inline(always)]
unsafe fn after(r: Registers, result: Result<(), TrapCode>) -> Done {
    // SAFETY: the current cell is that of the operation.
    unsafe {
        match result {
            Ok(()) => r.next::<cell::Bulk>(),
            Err(code) => r.transfer(trap(code)),
        }
    }
}

/// Does an operation. (Not in the handler, which must not have locals whose address is known.)
#[inline(never)]
unsafe fn perform<W: Work>(
    context: *mut Context,
    cell: *const cell::Bulk,
    fp: *mut u64,
) -> Result<(), TrapCode> {
    // SAFETY: passed on to the caller.
    unsafe { W::run(&Site { context, cell, fp }) }
}
