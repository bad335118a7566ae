//! What the browser runs: new entries are made by the function that made those that came from the server.

#[path = "../../src/view.rs"]
mod view;

use std::cell::RefCell;

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Room for a text of so many bytes, to be written by the page.
#[no_mangle]
pub extern "C" fn room(length: usize) -> *mut u8 {
    TEXT.with_borrow_mut(|text| {
        text.clear();
        text.resize(length, 0);
        text.as_mut_ptr()
    })
}

/// Makes an entry of the text, in its place; the length of that.
#[no_mangle]
pub extern "C" fn entry() -> usize {
    TEXT.with_borrow_mut(|text| {
        *text = view::entry(&String::from_utf8_lossy(text)).into_bytes();
        text.len()
    })
}

/// Where the text is.
#[no_mangle]
pub extern "C" fn text() -> *const u8 {
    TEXT.with_borrow(|text| text.as_ptr())
}
