//! Writing a new project from a template.

use std::path::Path;

use wasmrun_protocol::{CreateParams, CreateResult, ErrorKind};

use crate::settings::did_you_mean;
use crate::{Error, Result};

/// A kind of project that a plugin can write.
///
/// `{{name}}` in a file's content stands for the project's name, and `{{identifier}}`, also in its
/// path, for one that is a name in programs, too: lower-case ASCII letters, digits and underscores.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a plugin writes its templates as constants")]
pub struct Template {
    /// What the user calls it.
    pub name: &'static str,
    /// Paths relative to the project, and contents.
    pub files: &'static [(&'static str, &'static str)],
}

/// Writes a project from the template that the parameters name, or from the first.
///
/// # Errors
///
/// `unsupported_option` for a template that is not known, `project_invalid` if the folder holds
/// anything: nothing is written then. `io` if a file cannot be written.
///
/// ```
/// use wasmrun_plugin_sdk::CreateParams;
/// use wasmrun_plugin_sdk::template::{Template, create};
///
/// const TEMPLATES: [Template; 1] =
///     [Template { name: "terminal", files: &[("src/main.c", "/* {{name}} */\n")] }];
///
/// # let folder = tempfile::tempdir()?;
/// let created = create(&CreateParams::new(folder.path(), "hello"), &TEMPLATES)?;
/// assert_eq!(fs_err::read_to_string(&created.files[0])?, "/* hello */\n");
/// # Ok::<(), wasmrun_plugin_sdk::Error>(())
/// ```
pub fn create(params: &CreateParams, templates: &[Template]) -> Result<CreateResult> {
    let template = choose(params.template.as_deref(), templates)?;
    refuse_full(&params.directory)?;
    let identifier = identifier(&params.name);
    let mut written = Vec::new();
    for (path, content) in template.files {
        let path = params.directory.join(path.replace("{{identifier}}", &identifier));
        if let Some(folder) = path.parent() {
            fs_err::create_dir_all(folder)?;
        }
        let content =
            content.replace("{{name}}", &params.name).replace("{{identifier}}", &identifier);
        fs_err::write(&path, content)?;
        written.push(path);
    }
    Ok(CreateResult::new(written))
}

fn choose<'a>(name: Option<&str>, templates: &'a [Template]) -> Result<&'a Template> {
    let found = match name {
        None => templates.first(),
        Some(name) => templates.iter().find(|template| template.name == name),
    };
    found.ok_or_else(|| {
        let names: Vec<_> = templates.iter().map(|template| template.name).collect();
        let message = format!("there is no template `{}`", name.unwrap_or_default());
        let hint = did_you_mean(name.unwrap_or_default(), "templates", &names);
        Error::new(ErrorKind::UnsupportedOption, message).with_hint(hint)
    })
}

fn refuse_full(directory: &Path) -> Result<()> {
    let mut entries = match fs_err::read_dir(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    if entries.next().is_none() {
        return Ok(());
    }
    let message = format!("the folder `{}` is not empty", directory.display());
    Err(Error::new(ErrorKind::ProjectInvalid, message)
        .with_hint("name a new folder: `cargo wasmrun init FOLDER`"))
}

/// The name with everything replaced that programming languages do not take in names.
fn identifier(name: &str) -> String {
    let mut identifier: String = name
        .chars()
        .map(
            |letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' },
        )
        .collect();
    if identifier.is_empty() || identifier.starts_with(|letter: char| letter.is_ascii_digit()) {
        identifier.insert(0, '_');
    }
    if RESERVED.contains(&identifier.as_str()) {
        identifier.push('_');
    }
    identifier
}

/// What no module can be called in Python; the other languages here take any word.
const RESERVED: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATES: [Template; 2] = [
        Template { name: "one", files: &[("a/b.txt", "{{name}} {{identifier}}")] },
        Template { name: "two", files: &[("c.txt", "")] },
    ];

    #[test]
    fn names_stand_in_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("new");
        let created = create(&CreateParams::new(&project, "3d-Äpp"), &TEMPLATES).unwrap();
        assert_eq!(created.files, [project.join("a/b.txt")]);
        assert_eq!(fs_err::read_to_string(&created.files[0]).unwrap(), "3d-Äpp _3d__pp");
    }

    #[test]
    fn a_reserved_word_is_no_identifier() {
        assert_eq!(identifier("Class"), "class_");
        assert_eq!(identifier("classic"), "classic");
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("mine"), "").unwrap();
        let error = create(&CreateParams::new(folder.path(), "x"), &TEMPLATES).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
        let mut params = CreateParams::new(folder.path().join("new"), "x");
        params.template = Some("three".to_owned());
        let error = create(&params, &TEMPLATES).unwrap_err();
        assert_eq!(error.hints(), ["templates are: `one`, `two`"]);
        params.template = Some("tow".to_owned());
        let error = create(&params, &TEMPLATES).unwrap_err();
        assert_eq!(error.hints(), ["did you mean `two`? templates are: `one`, `two`"]);
        assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 1);
    }
}
