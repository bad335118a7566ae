//! What each package says when something goes wrong, listed from its sources, so that no text appears unread.
//!
//! `cargo-wasmrun` shows its errors itself (`cargo-wasmrun/src/error/errors.txt`). The others make theirs where they happen; this
//! lists every function that makes one, with its kinds and its texts: messages, and hints below them, marked as the user sees them. `SNAPSHOTS=overwrite` renews
//! the lists.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::str::FromStr as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::each_source;

/// The packages, and the names of their lists.
const PACKAGES: [(&str, &str); 8] = [
    ("protocol-spec/src", "protocol-spec"),
    ("plugin-sdk/src", "plugin-sdk"),
    ("plugins/wasmrun-plugin-assemblyscript/src", "assemblyscript"),
    ("plugins/wasmrun-plugin-c/src", "c"),
    ("plugins/wasmrun-plugin-go/src", "go"),
    ("plugins/wasmrun-plugin-python/src", "python"),
    ("plugins/wasmrun-plugin-rust/src", "rust"),
    ("runtime/src", "runtime"),
];

/// What makes an error, or shows one: a type, and its function if not all of them do.
const MAKERS: [(&str, &[&str]); 4] = [
    ("Error", &["new", "limit", "usage", "internal", "msg"]),
    ("RpcError", &["new"]),
    ("ErrorKind", &[]),
    ("Diagnostic", &["new"]),
];

/// A function, or a type with the texts of its errors.
struct Item {
    name: String,
    /// Whether it takes a message, and makes an error of it.
    completes: bool,
    body: Vec<Token>,
}

/// A piece of a source, and whether it is part of a hint.
struct Token {
    tree: TokenTree,
    is_hint: bool,
}

#[test]
fn each_text_of_an_error_was_read() {
    for (folder, name) in PACKAGES {
        let list = list(folder);
        for line in list.lines().filter(|line| line.starts_with("    ")) {
            let ends = line.ends_with('.') && !line.ends_with("..");
            assert!(!ends, "{folder}: a full stop ends `{}`", line.trim());
            if let Some(hint) = line.trim().strip_prefix("hint: ") {
                assert!(can_be_typed(hint), "{folder}: nothing in the hint `{hint}` can be typed");
            }
        }
        let path = format!("{}/suite/tidy/errors/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        snapbox::assert_data_eq!(list, snapbox::Data::read_from(Path::new(&path), None).raw());
    }
}

/// Whether a hint has something to type, in backticks, or an address. Of one that is put together elsewhere nothing is known.
fn can_be_typed(hint: &str) -> bool {
    hint.contains('`') || hint.contains("https://") || hint.starts_with('{')
}

/// All errors of the sources in a folder.
fn list(folder: &str) -> String {
    let mut files = Vec::new();
    each_source(folder, |file, text| {
        if !file.contains("test") {
            let tokens = TokenStream::from_str(text).expect("a source is Rust");
            let mut items = Vec::new();
            collect(tokens, &mut items);
            files.push((file.to_owned(), items));
        }
    });
    files.sort_by(|(first, _), (second, _)| first.cmp(second));
    let all = files.iter().flat_map(|(_, items)| items);
    let completing = all.filter(|item| item.completes).map(|item| item.name.clone()).collect();
    let mut list = String::new();
    for (file, items) in &files {
        let said: Vec<String> = items.iter().filter_map(|item| said(item, &completing)).collect();
        if !said.is_empty() {
            writeln!(list, "{file}\n{}", said.concat()).expect("a string takes all");
        }
    }
    list
}

/// The functions in a source, and the types with `#[error]`, but for those of tests.
fn collect(tokens: TokenStream, items: &mut Vec<Item>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_test = false;
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = tokens.peek() {
                    is_test |= attribute.stream().to_string().replace(' ', "") == "cfg(test)";
                    items.extend(error_attribute(attribute.stream()));
                }
            }
            TokenTree::Ident(word) if word == "fn" => {
                let Some(TokenTree::Ident(name)) = tokens.next() else { continue };
                let mut signature = Vec::new();
                let body = loop {
                    match tokens.next() {
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            break group.stream();
                        }
                        Some(TokenTree::Punct(punct)) if punct.as_char() == ';' => {
                            break TokenStream::new();
                        }
                        Some(token) => signature.push(token),
                        None => break TokenStream::new(),
                    }
                };
                if !std::mem::take(&mut is_test) {
                    items.push(function(&name.to_string(), &signature, body));
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => is_test = false,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inner =
                    if std::mem::take(&mut is_test) { TokenStream::new() } else { group.stream() };
                collect(inner, items);
            }
            _ => {}
        }
    }
}

/// What an attribute `#[error("…")]` says.
fn error_attribute(attribute: TokenStream) -> Option<Item> {
    let body = flatten(attribute);
    let is_error = body.first().is_some_and(|token| token.tree.to_string() == "error");
    is_error.then(|| Item { name: "#[error]".to_owned(), completes: false, body })
}

fn function(name: &str, signature: &[TokenTree], body: TokenStream) -> Item {
    let signature: TokenStream = signature.iter().cloned().collect();
    let signature = signature.to_string();
    let completes = signature.contains("message") && signature.ends_with("Error");
    Item { name: name.to_owned(), completes, body: flatten(body) }
}

/// All tokens in reading order, without what encloses them.
fn flatten(tokens: TokenStream) -> Vec<Token> {
    let mut flat = Vec::new();
    flatten_into(&mut flat, tokens, false);
    flat
}

fn flatten_into(flat: &mut Vec<Token>, tokens: TokenStream, is_hint: bool) {
    const HINTS: [&str; 2] = ["with_hint", "with_hints"];
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let last = flat.last().map(|token| token.tree.to_string());
                let begins = last.is_some_and(|word| HINTS.contains(&word.as_str()));
                flatten_into(flat, group.stream(), is_hint || begins);
            }
            tree => flat.push(Token { tree, is_hint }),
        }
    }
}

/// The kinds and texts of the errors that a function makes; none if it makes none.
fn said(item: &Item, completing: &BTreeSet<String>) -> Option<String> {
    let words: Vec<String> = item.body.iter().map(|token| token.tree.to_string()).collect();
    let mut makes = item.name == "#[error]";
    let mut kinds = BTreeSet::new();
    for (index, word) in words.iter().enumerate() {
        makes |= completing.contains(word);
        let of_a_type = words.get(index + 1).is_some_and(|next| next == ":");
        let Some(member) = words.get(index + 3).filter(|_| of_a_type) else { continue };
        // `std::io::ErrorKind` is looked at, not made.
        let is_foreign = index > 2 && words[index - 3] == "io";
        let made = MAKERS.iter().any(|(ty, functions)| {
            word == ty && (functions.is_empty() || functions.contains(&member.as_str()))
        });
        if made && !is_foreign {
            makes = true;
            kinds.extend((word == "ErrorKind").then(|| member.clone()));
        }
    }
    let texts = words.iter().zip(&item.body).filter_map(|(word, token)| {
        // A hint may be a single word: it is there to be typed.
        if !token.is_hint {
            return text_of(word);
        }
        let text = literal(word).filter(|text| text.contains(char::is_alphabetic))?;
        Some(format!("hint: {text}"))
    });
    let texts: Vec<String> = texts.collect();
    if !makes || texts.is_empty() {
        return None;
    }
    let kinds: Vec<String> = kinds.into_iter().collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    Some(format!("  {}{kinds}\n    {}\n", item.name, texts.join("\n    ")))
}

/// What a literal says, if it is a text of several words.
fn text_of(word: &str) -> Option<String> {
    literal(word).filter(|text| text.trim().contains(' '))
}

/// What the literal of a text says.
fn literal(word: &str) -> Option<String> {
    let text = word.trim_start_matches('r').trim_matches('#');
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut lines = text.split("\\\n");
    let first = lines.next()?.to_owned();
    let text = lines.fold(first, |text, line| text + line.trim_start());
    Some(text.replace("\\\"", "\""))
}
