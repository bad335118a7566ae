//! What makes an executable a plugin: how it is named, and how it is started.

/// What the name of every plugin's executable begins with.
pub const PREFIX: &str = "wasmrun-plugin-";

/// The argument by which the host says that it is the one that starts the plugin.
pub const FLAG: &str = "--wasmrun-plugin";

/// The plugin that an executable is, by its file name without the system's ending.
///
/// ```
/// use wasmrun_protocol::executable;
///
/// assert_eq!(executable::plugin_name("wasmrun-plugin-rust"), Some("rust"));
/// assert_eq!(executable::plugin_name("wasmrun-plugin-Rust"), None);
/// assert_eq!(executable::plugin_name("rustc"), None);
/// ```
pub fn plugin_name(file: &str) -> Option<&str> {
    file.strip_prefix(PREFIX).filter(|name| is_valid_name(name))
}

/// Whether a plugin may have this name: `^[a-z0-9][a-z0-9_-]*$`.
pub fn is_valid_name(name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.bytes().next().is_some_and(is_word)
        && name.bytes().all(|byte| is_word(byte) || matches!(byte, b'_' | b'-'))
}
