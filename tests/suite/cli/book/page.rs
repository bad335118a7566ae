//! A page of the book: its text, its blocks, and the examples in them.

use std::path::PathBuf;

/// The folder of the book.
pub(super) fn docs() -> PathBuf {
    integration::workspace().join("docs")
}

/// A page, by its name within the book.
pub(super) struct Page {
    pub(super) name: String,
    pub(super) text: String,
}

/// A fenced block.
pub(super) struct Block {
    /// What stands behind the fence.
    pub(super) kind: String,
    pub(super) content: String,
    /// The line of the page that it begins at.
    line: usize,
}

/// A command, and what it is said to print.
pub(super) struct Example {
    pub(super) command: String,
    pub(super) printed: String,
    /// The line of the page that the command stands in.
    pub(super) line: usize,
}

impl Page {
    /// All pages, in the order of their names.
    pub(super) fn all() -> Vec<Self> {
        let mut pages = Vec::new();
        for folder in ["", "guide/"] {
            for entry in fs_err::read_dir(docs().join(folder)).expect("a folder of the book") {
                let entry = entry.expect("an entry of it");
                let name = entry.file_name().to_string_lossy().into_owned();
                let is_page = entry.path().extension().is_some_and(|extension| extension == "md");
                if is_page && name != "SUMMARY.md" {
                    let text = fs_err::read_to_string(entry.path()).expect("a page is text");
                    pages.push(Self { name: format!("{folder}{name}"), text });
                }
            }
        }
        pages.sort_by(|one, other| one.name.cmp(&other.name));
        pages
    }

    /// The folders of the repository that its examples want to find.
    pub(super) fn copies(&self) -> impl Iterator<Item = &str> {
        let comments = self.text.lines().filter_map(|line| line.strip_prefix("<!-- copies: "));
        comments.filter_map(|rest| rest.strip_suffix(" -->"))
    }

    /// Its blocks, in their order.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut is_open = false;
        for (index, line) in self.text.lines().enumerate() {
            match line.strip_prefix("```") {
                Some(kind) if !is_open => {
                    is_open = true;
                    let kind = kind.trim().to_owned();
                    blocks.push(Block { kind, content: String::new(), line: index + 2 });
                }
                Some("") => is_open = false,
                _ if is_open => {
                    let block = blocks.last_mut().expect("a block is open");
                    block.content.push_str(line);
                    block.content.push('\n');
                }
                _ => {}
            }
        }
        blocks
    }
}

impl Block {
    /// The file that its content is.
    pub(super) fn file(&self) -> Option<&str> {
        self.kind.split_once(" file=").map(|(_, file)| file)
    }

    /// Its commands: a line after `$ `, and those after `> ` that go on with it.
    pub(super) fn examples(&self) -> Vec<Example> {
        let mut examples: Vec<Example> = Vec::new();
        for (index, line) in self.content.lines().enumerate() {
            if let Some(command) = line.strip_prefix("$ ") {
                let (command, line) = (command.to_owned(), self.line + index);
                examples.push(Example { command, printed: String::new(), line });
                continue;
            }
            let Some(example) = examples.last_mut() else { continue };
            if let Some(more) = line.strip_prefix("> ").filter(|_| example.printed.is_empty()) {
                example.command.push('\n');
                example.command.push_str(more);
            } else {
                example.printed.push_str(line);
                example.printed.push('\n');
            }
        }
        examples
    }
}
