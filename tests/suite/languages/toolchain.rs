//! Whether a project's toolchain is there, or what brings it. What could not be brought once is not asked for again.

use std::collections::BTreeMap;
use std::sync::Mutex;

use integration::Missing;

use crate::project::Project;

/// What is missing, by plugin, name of the project and settings.
static MISSING: Mutex<BTreeMap<(&str, String, String), String>> = Mutex::new(BTreeMap::new());
/// What a build says that lacks a tool, and one that sets up a toolchain.
const SIGNS: [&str; 2] = [" is missing", "toolchain"];
/// The status of a build that could not begin.
pub(crate) const NOT_BUILT: Option<i32> = Some(125);

/// Whether the project can be built with what this machine has, or what its plugin's set-up brings. One that does not compile can.
pub(crate) fn look_for(project: &Project, bring: &str) -> Result<(), Missing> {
    let plugin = project.plugin();
    let settings = fs_err::read_to_string(project.path("wasmrun.toml")).unwrap_or_default();
    let key = (plugin, project.name().to_owned(), settings);
    let known = MISSING.lock().expect("nobody fails with it").get(&key).cloned();
    let Some(reason) = known.or_else(|| build(project)) else { return Ok(()) };
    MISSING.lock().expect("nobody fails with it").insert(key, reason.clone());
    let what = format!("a toolchain for {plugin} ({reason})");
    Err(Missing { what, bring: bring.to_owned() })
}

/// Builds the project; what the plugin says if it misses something.
fn build(project: &Project) -> Option<String> {
    let command = ["compile", "--optimization", "debug", "--message-format", "json"];
    let ended = project.run_aloud(&command);
    let misses = ended.status == NOT_BUILT && SIGNS.iter().any(|sign| ended.stdout.contains(sign));
    misses.then(|| ended.last_error())
}
