//! Access to single elements of tables. Operands are slots, since none of this is frequent.

use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode::TableOutOfBounds;
use crate::vm::{Context, Table};

handler! {
    /// `x = table[x]`
    fn get(r) {
        let cell = r.cell::<cell::Bulk>();
        let table = *Context::cell::<*const Table>(r.context, (*cell).first);
        let index = *r.slot((*cell).x) as u32 as usize;
        if index >= (*table).len() {
            return r.transfer(trap(TableOutOfBounds));
        }
        *r.slot((*cell).x) = *(*table).elements_ptr().add(index);
        r.next::<cell::Bulk>()
    }

    /// `table[x] = y`
    fn set(r) {
        let cell = r.cell::<cell::Bulk>();
        let table = *Context::cell::<*const Table>(r.context, (*cell).first);
        let index = *r.slot((*cell).x) as u32 as usize;
        if index >= (*table).len() {
            return r.transfer(trap(TableOutOfBounds));
        }
        *(*table).elements_ptr().add(index) = *r.slot((*cell).y);
        r.next::<cell::Bulk>()
    }

    /// `x =` the number of elements
    fn size(r) {
        let cell = r.cell::<cell::Bulk>();
        let table = *Context::cell::<*const Table>(r.context, (*cell).first);
        *r.slot((*cell).x) = (*table).len() as u64;
        r.next::<cell::Bulk>()
    }
}

/// The handler that reads an element; `first` is the offset of the table in the context.
pub(crate) fn find_get() -> Handler {
    get
}

/// The handler that writes an element.
pub(crate) fn find_set() -> Handler {
    set
}

/// The handler that tells a table's size.
pub(crate) fn find_size() -> Handler {
    size
}
