//! What the user can do about an error of plugins.

use wasmrun_protocol::{ErrorKind, RpcError, Tool};

use super::super::official;
use super::Error;
use crate::output::typed;
use crate::suggestion;

impl Error {
    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Unknown { name, known } => name_hints(name, known),
            Self::Disabled { name } => {
                vec![format!("let it be started with `cargo wasmrun plugin enable {name}`")]
            }
            Self::UnknownLanguage { language, known } => language_hints(language, known),
            Self::NoLanguage { known } => {
                let languages = known.iter().map(|name| format!("choose with `--language {name}`"));
                languages.chain(known.is_empty().then(|| list("languages", known))).collect()
            }
            Self::CannotCreate { .. } => {
                vec!["see which do with `cargo wasmrun init --list`".to_owned()]
            }
            Self::CannotValidate { .. } => vec!["build it with `cargo wasmrun compile`".to_owned()],
            Self::CannotSetUp { plugin } => {
                vec![format!("see what it needs with `cargo wasmrun plugin check {plugin}`")]
            }
            Self::BadName(_) => {
                vec!["a name has lower-case letters, digits, `-` and `_`".to_owned()]
            }
            Self::BadProjectName(_) => vec![
                "a name has letters, digits, spaces, `-`, `_` and `.`, such as `--name \"my game\"`".to_owned(),
            ],
            Self::Unhealthy(_) => Vec::new(),
            Self::NotAPlugin(_) => {
                vec![
                    "give it such a name; NAME has lower-case letters, digits, `-`, `_`".to_owned(),
                ]
            }
            Self::Scratch(_) => vec!["set `TMPDIR` to a folder that you can write to".to_owned()],
            Self::Transcript { .. } => {
                vec!["write one with `cargo wasmrun compile --trace-protocol FILE`".to_owned()]
            }
            Self::NewFolder { .. } | Self::FolderInUse(_) => {
                vec!["name a new folder: `cargo wasmrun init FOLDER`".to_owned()]
            }
            Self::NoneFits { known, fitting, projects, .. } => {
                no_plugin_hints(known, *fitting, projects)
            }
            Self::Ambiguous { names, .. } => {
                names.iter().map(|name| format!("choose with `--plugin {name}`")).collect()
            }
            Self::UnknownTarget { target, offers, .. } => target_hints(target, offers),
            Self::UnknownFormat { format, .. } => {
                let capability = if *format == "web" { "compile_webapp" } else { "compile_wasm" };
                let command = format!("cargo wasmrun plugin list --capability {capability}");
                vec![format!("see which plugins do with `{command}`")]
            }
            Self::Version { we_are_older: true, .. } => {
                vec!["update with `cargo install cargo-wasmrun`".to_owned()]
            }
            Self::Version { plugin, .. } => {
                vec![format!("update it with `cargo wasmrun plugin install {plugin}`")]
            }
            Self::Refused { error, .. } => refusal_hints(error),
            Self::ToolchainMissing { tools, hints, set_up, .. } => {
                toolchain_hints(tools, hints, set_up.as_deref())
            }
            Self::Start { path, .. } => {
                vec![format!("try `{} --help`, and reinstall it if that fails", typed(path))]
            }
            Self::Crashed { plugin, .. }
            | Self::Violation { plugin, .. }
            | Self::BadAnswer { plugin, .. }
            | Self::WrongName { plugin, .. }
            | Self::TooManyCrashes { plugin }
            | Self::Silent { plugin, .. } => {
                vec![format!("this is a fault of plugin `{plugin}`; `-vv` shows what it did")]
            }
            Self::Encode { .. } => {
                vec!["move the project to a folder whose path is valid UTF-8".to_owned()]
            }
        }
    }
}

/// What the plugin says can be done, or what helps with most errors of its kind.
fn refusal_hints(error: &RpcError) -> Vec<String> {
    const IO: &str = "look at the folder's permissions with `ls -ld FOLDER`, and for room on its disk \
                      with `df -h FOLDER`";
    match error.hints() {
        [] if error.kind() == ErrorKind::Io => vec![IO.to_owned()],
        hints => hints.to_vec(),
    }
}

fn name_hints(name: &str, known: &[String]) -> Vec<String> {
    let nearest = suggestion::nearest(name, known.iter().map(String::as_str));
    let nearest = nearest.map(|nearest| format!("did you mean `{nearest}`?"));
    let hint = official::install_hint(name).or(nearest);
    let known = (hint.is_none() || !known.is_empty()).then(|| list("plugins", known));
    hint.into_iter().chain(known).collect()
}

fn language_hints(language: &str, known: &[String]) -> Vec<String> {
    let nearest = suggestion::nearest(language, known.iter().map(String::as_str));
    let nearest = nearest.map(|nearest| format!("did you mean `--language {nearest}`?"));
    let get = official::for_language(language).and_then(official::install_hint);
    get.or(nearest).into_iter().chain([list("languages", known)]).collect()
}

fn no_plugin_hints(known: &[String], fitting: Option<&str>, projects: &[String]) -> Vec<String> {
    if let Some(hint) = fitting.and_then(official::install_hint) {
        return vec![hint];
    }
    let fallback = projects.is_empty().then(|| list("plugins", known));
    let path = "name a folder with a project, or the plugin with `--plugin NAME`".to_owned();
    projects.iter().cloned().chain(fallback).chain([path]).collect()
}

fn target_hints(target: &str, offers: &[(String, Vec<String>)]) -> Vec<String> {
    let with_it = offers.iter().filter(|(_, targets)| targets.iter().any(|known| known == target));
    let mut hints: Vec<String> =
        with_it.map(|(plugin, _)| format!("`--plugin {plugin}` has it")).collect();
    let known = offers.iter().flat_map(|(_, targets)| targets).map(String::as_str);
    if let Some(nearest) = suggestion::nearest(target, known).filter(|near| *near != target) {
        hints.push(format!("did you mean `--target {nearest}`?"));
    }
    let targets = offers.iter().map(|(plugin, targets)| {
        format!("targets of plugin `{plugin}`: `{}`", targets.join("`, `"))
    });
    hints.extend(targets);
    if hints.is_empty() {
        vec!["leave out `--target`: no plugin has any".to_owned()]
    } else {
        hints
    }
}

fn list(what: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!(
            "there are no {what}; get some with a plugin, such as `cargo wasmrun plugin install c`"
        );
    }
    format!("known {what}: `{}`", known.join("`, `"))
}

fn toolchain_hints(tools: &[Tool], hints: &[String], set_up: Option<&str>) -> Vec<String> {
    let commands = tools.iter().filter(|tool| !tool.install.is_empty());
    let commands = commands.map(|tool| format!("run `{}`", tool.install.join(" ")));
    let set_up = set_up.map(|command| format!("let the plugin bring it with `{command}`"));
    let mut all: Vec<String> = set_up.into_iter().collect();
    for hint in commands.chain(hints.iter().cloned()) {
        // Plugins often propose in words what they name as a command as well.
        let command = hint.split('`').nth(1).filter(|command| command.contains(' '));
        if !all.iter().any(|said| *said == hint || command.is_some_and(|c| said.contains(c))) {
            all.push(hint);
        }
    }
    all
}
