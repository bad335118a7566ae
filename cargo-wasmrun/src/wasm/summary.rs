//! What is in a module, in the order in which it stands there.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Features;

/// A number of bytes, or a position counted in bytes from the module's beginning.
pub type Bytes = u64;

/// Everything in a module but its code. Two summaries of the same bytes are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The size of the whole module.
    pub size: Bytes,
    /// The module's own name.
    pub name: Option<String>,
    /// The sections.
    pub sections: Vec<Section>,
    /// The imports.
    pub imports: Vec<Import>,
    /// The exports.
    pub exports: Vec<Export>,
    /// The function that runs when the module is instantiated, by its index.
    pub start: Option<u32>,
    /// The functions that are not imported.
    pub functions: Vec<Function>,
    /// Tables, imported ones first.
    pub tables: Vec<Object>,
    /// Memories, imported ones first.
    pub memories: Vec<Object>,
    /// Globals, imported ones first.
    pub globals: Vec<Object>,
    /// Tags, imported ones first.
    pub tags: Vec<Object>,
    /// What memories are filled with.
    pub data: Segments,
    /// What tables are filled with.
    pub elements: Segments,
    /// The features that the module needs.
    pub features: Features,
    /// The features that the compiler was allowed to use, with `+` or `-` in front.
    pub target_features: Vec<String>,
    /// What made the module: languages, tools and kits by the names of their fields.
    pub producers: BTreeMap<String, Vec<Producer>>,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its name; that of a custom section is its own.
    pub name: String,
    /// Whether it is a custom section.
    pub custom: bool,
    /// Where its content begins.
    pub offset: Bytes,
    /// The size of its content.
    pub size: Bytes,
}

/// What is imported, exported, or defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the standard's words")]
pub enum Kind {
    Function,
    Table,
    Memory,
    Global,
    Tag,
}

impl Kind {
    /// The standard's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Table => "table",
            Self::Memory => "memory",
            Self::Global => "global",
            Self::Tag => "tag",
        }
    }
}

/// Something that the module needs from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Import {
    /// From whom.
    pub module: String,
    /// Under which name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its type, such as `(i32) -> i32`.
    #[serde(rename = "type")]
    pub ty: String,
}

/// Something that the module gives to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Export {
    /// Under which name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its index among those of its kind.
    pub index: u32,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
}

/// A function that the module defines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Function {
    /// Its index; imported functions come first.
    pub index: u32,
    /// Its name as its author wrote it, if the module keeps names, or else what it is exported as.
    pub name: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Where its code begins.
    pub offset: Bytes,
    /// The size of its code.
    pub size: Bytes,
}

/// A table, a memory, a global or a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Object {
    /// Its index among those of its kind.
    pub index: u32,
    /// Its name, if the module keeps names.
    pub name: Option<String>,
    /// Whether it is imported.
    pub imported: bool,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
}

/// Data or element segments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Segments {
    /// How many there are.
    pub count: u32,
    /// What they hold: bytes of data, or elements of tables.
    pub items: u64,
}

/// Something that took part in making the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Producer {
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
}

impl Summary {
    /// The function of this index, unless it is imported.
    pub fn function(&self, index: u32) -> Option<&Function> {
        // They stand in the order of their indices.
        let position = self.functions.binary_search_by_key(&index, |function| function.index);
        Some(&self.functions[position.ok()?])
    }

    /// The bytes of all functions' code.
    pub fn code_size(&self) -> Bytes {
        self.functions.iter().map(|function| function.size).sum()
    }
}
