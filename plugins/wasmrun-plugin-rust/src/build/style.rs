//! Style sheets that have to be compiled: by Sass or Tailwind, where they are on PATH, as with Trunk.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{
    Context, Diagnostic, Position, Result, Severity, Span, ToolCommand, ToolStatus,
};

/// What compiles a style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StyleCompiler {
    Sass,
    Tailwind,
}

/// A style sheet to compile.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) compiler: StyleCompiler,
    /// Relative to the project.
    pub(super) from: PathBuf,
    /// Relative to the site.
    pub(super) to: String,
}

impl StyleCompiler {
    /// The one for a mark of this kind.
    pub(super) fn of_mark(rel: &str) -> Option<Self> {
        match rel {
            "scss" | "sass" => Some(Self::Sass),
            "tailwind-css" => Some(Self::Tailwind),
            _ => None,
        }
    }

    /// Its program.
    fn name(self) -> &'static str {
        match self {
            Self::Sass => "sass",
            Self::Tailwind => "tailwindcss",
        }
    }

    /// What brings it.
    pub(super) fn install(self) -> &'static str {
        match self {
            Self::Sass => "npm install --global sass",
            Self::Tailwind => "npm install --global tailwindcss @tailwindcss/cli",
        }
    }

    /// Whether it is on PATH.
    pub(super) fn is_there(self, cx: &Context) -> Result<bool> {
        // Tailwind prints its version in its help.
        let version = if self == Self::Sass { "--version" } else { "--help" };
        let tool = cx.find_tool(self.name()).version_args([version]).look_up()?;
        Ok(tool.status == ToolStatus::Found)
    }

    fn command<'a>(self, cx: &'a Context, from: &Path, to: &Path) -> ToolCommand<'a> {
        let command = cx.tool(self.name()).quiet();
        match self {
            Self::Sass => command.args(["--no-source-map", "--no-color"]).arg(from).arg(to),
            Self::Tailwind => command.arg("--input").arg(from).arg("--output").arg(to),
        }
    }
}

impl Style {
    /// Compiles it; says whether that succeeded. What is wrong with it is told to the host.
    pub(super) fn compile(&self, cx: &Context, root: &Path, site: &Path) -> Result<bool> {
        cx.progress(format!("compiling {}", self.from.display()));
        let to = site.join(&self.to);
        let output = self.compiler.command(cx, &self.from, &to).run_in(root)?;
        if !output.success() {
            cx.diagnostic(self.explain(&output.stderr, root));
        }
        Ok(output.success())
    }

    /// What a compiler wrote, as a diagnostic; Sass says the place in its last line but for that of an import.
    fn explain(&self, said: &str, root: &Path) -> Diagnostic {
        let message = said.lines().find(|line| !line.trim().is_empty());
        let message = message.unwrap_or("the style sheet does not compile");
        let message = message.trim().trim_start_matches("Error: ").trim_end_matches('.');
        let span =
            said.lines().find_map(place).map(|(file, place)| Span::new(root.join(file), place));
        let span = span.unwrap_or_else(|| Span::new(root.join(&self.from), Position::new(1, 1)));
        let diagnostic = Diagnostic::new(Severity::Error, message).with_span(span);
        diagnostic.with_source(self.compiler.name()).with_rendered(said)
    }
}

/// The place in a line such as `  styles/a.scss 3:7  root stylesheet`.
fn place(line: &str) -> Option<(&str, Position)> {
    let (place, _) = line.trim().rsplit_once("  ")?;
    let (file, position) = place.trim_end().rsplit_once(' ')?;
    let (line, column) = position.split_once(':')?;
    Some((file, Position::new(line.parse().ok()?, column.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_that_sass_names_is_read() {
        let said = "Error: expected \"{\".\n  ╷\n3 │ .a\n  │   ^\n  ╵\n  styles/a b.scss 3:3  root stylesheet\n";
        let style = Style {
            compiler: StyleCompiler::Sass,
            from: "styles/a b.scss".into(),
            to: "a b.css".to_owned(),
        };
        let diagnostic = style.explain(said, Path::new("/p"));
        assert_eq!(diagnostic.message, "expected \"{\"");
        let span = diagnostic.span.unwrap();
        assert_eq!(span.file, Path::new("/p/styles/a b.scss"));
        assert_eq!(span.start, Position::new(3, 3));
        assert_eq!(style.explain("", Path::new("/p")).message, "the style sheet does not compile");
    }
}
