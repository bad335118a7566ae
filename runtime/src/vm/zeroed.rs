//! Zeroed bytes whose pages the system provides at the first write.

use std::{
    alloc::{Layout, alloc_zeroed},
    ptr::slice_from_raw_parts_mut,
};

/// So many bytes, all zero; none if there is no memory for them. Large ones come from the system as they are, so that
/// it is whoever writes to a page that makes the system provide it.
pub(crate) fn zeroed(length: usize) -> Option<Vec<u8>> {
    let layout = Layout::array::<u8>(length).ok().filter(|layout| layout.size() > 0)?;
    // SAFETY: the layout is not empty.
    let start = unsafe { alloc_zeroed(layout) };
    let bytes = slice_from_raw_parts_mut(start, length);
    // SAFETY: if not null, they were allocated with the layout of this slice, and each of them is initialized.
    (!start.is_null()).then(|| unsafe { Box::from_raw(bytes) }.into_vec())
}
