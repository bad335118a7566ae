//! How entries look: the same on the server and in the browser.

/// One entry of the book.
pub fn entry(text: &str) -> String {
    format!("<li>{}</li>", escaped(text))
}

/// `text` without what would be markup.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
