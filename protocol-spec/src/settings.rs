//! Settings: what the user configured for a plugin, in the plugin's own words.

/// What the user configured for a plugin: the plugin's own settings file and the project's table
/// for it, merged by the host, which does not look inside.
pub type Settings = serde_json::Map<String, serde_json::Value>;
