//! What is in a module, as text for people.

use std::fmt::Write as _;

use super::table::{Align, and_more, shown, table};
use crate::output::{count, plain, size};
use crate::wasm::{Export, Function, Kind, Object, PackageSize, Producer, Section, Summary};

use Align::{Left, Right};

/// The whole answer. `top` is how many are listed of what a module can have
/// thousands of; 0 for all.
pub(super) fn text(file: &str, summary: &Summary, packages: &[PackageSize], top: usize) -> String {
    let mut text = format!("{}: {}", plain(file), size(summary.size));
    if let Some(name) = &summary.name {
        // Writing to a string cannot fail, here and below.
        let _ = write!(text, ", module `{}`", plain(name));
    }
    text.push('\n');
    text.push_str(&facts(summary));
    text.push_str(&table("sections", [Left, Right, Right], summary.sections.iter().map(section)));
    text.push_str(&imports(summary));
    let exports = summary.exports.iter().map(|export| export_row(export, summary));
    text.push_str(&table("exports", [Left, Left, Left], exports));
    let kinds = [
        ("tables", &summary.tables),
        ("memories", &summary.memories),
        ("globals", &summary.globals),
        ("tags", &summary.tags),
    ];
    for (heading, objects) in kinds {
        let number = shown(objects.len(), top);
        let rows = objects.iter().take(number).map(object);
        text.push_str(&table(heading, [Right, Left, Left], rows));
        text.push_str(&and_more(objects.len(), number));
    }
    text.push_str(&functions(summary, top));
    text.push_str(&package_sizes(packages, summary.code_size(), top));
    text
}

/// What fits a line each.
fn facts(summary: &Summary) -> String {
    let mut facts = Vec::new();
    for (field, producers) in &summary.producers {
        let list: Vec<String> = producers.iter().map(producer).collect();
        facts.push((plain(field), list.join(", ")));
    }
    let needs = summary.features.names();
    if !needs.is_empty() {
        facts.push(("needs".to_owned(), needs.join(", ")));
    }
    if !summary.target_features.is_empty() {
        facts.push(("compiled with".to_owned(), plain(&summary.target_features.join(", "))));
    }
    if let Some(start) = summary.start {
        facts.push(("start".to_owned(), function_name(start, summary)));
    }
    if summary.data.count > 0 {
        let segments = count(summary.data.count as usize, "segment");
        facts.push(("data".to_owned(), format!("{} in {segments}", size(summary.data.items))));
    }
    if summary.elements.count > 0 {
        let segments = count(summary.elements.count as usize, "segment");
        let items = count(summary.elements.items as usize, "element");
        facts.push(("elements".to_owned(), format!("{items} in {segments}")));
    }
    let mut text = String::new();
    for (label, value) in facts {
        let _ = writeln!(text, "  {label}: {value}");
    }
    text
}

fn producer(producer: &Producer) -> String {
    plain(format!("{} {}", producer.name, producer.version).trim_end())
}

fn section(section: &Section) -> [String; 3] {
    let name = plain(&section.name);
    let name = if section.custom { format!("custom `{name}`") } else { name };
    [name, format!("{:#x}", section.offset), size(section.size)]
}

fn imports(summary: &Summary) -> String {
    let rows = summary.imports.iter().map(|import| {
        let name = format!("{}.{}", plain(&import.module), plain(&import.name));
        [name, import.kind.name().to_owned(), plain(&import.ty)]
    });
    table("imports", [Left, Left, Left], rows)
}

fn export_row(export: &Export, summary: &Summary) -> [String; 3] {
    let what = match export.kind {
        Kind::Function => function_name(export.index, summary),
        kind => format!("{} {}", kind.name(), export.index),
    };
    [plain(&export.name), what, plain(&export.ty)]
}

fn object(object: &Object) -> [String; 3] {
    let name = object.name.as_deref().map(plain).unwrap_or_default();
    let imported = if object.imported { ", imported" } else { "" };
    [object.index.to_string(), format!("{}{imported}", plain(&object.ty)), name]
}

/// `function 12`, with its name where that says more.
fn function_name(index: u32, summary: &Summary) -> String {
    match summary.function(index).and_then(|function| function.name.as_deref()) {
        Some(name) => format!("function {index} `{}`", plain(name)),
        None => format!("function {index}"),
    }
}

fn functions(summary: &Summary, top: usize) -> String {
    let all = summary.code_size();
    let mut functions: Vec<&Function> = summary.functions.iter().collect();
    // Equal ones keep the module's order.
    functions.sort_by_key(|function| std::cmp::Reverse(function.size));
    let number = shown(functions.len(), top);
    let rows = functions.iter().take(number).map(|function| {
        let name = match &function.name {
            Some(name) => plain(name),
            None => plain(&function.ty),
        };
        [size(function.size), share(function.size, all), function.index.to_string(), name]
    });
    let heading =
        format!("functions: {} of code in {}", size(all), count(functions.len(), "function"));
    let mut text = table(&heading, [Right, Right, Right, Left], rows);
    text.push_str(&and_more(functions.len(), number));
    text
}

fn package_sizes(packages: &[PackageSize], all: u64, top: usize) -> String {
    // Where names tell nothing, the table would only say so.
    if packages.iter().all(|package| package.package.is_none()) {
        return String::new();
    }
    let number = shown(packages.len(), top);
    let rows = packages.iter().take(number).map(|package| {
        let name = package.package.as_deref().map_or("(no package)".to_owned(), plain);
        let functions = count(package.functions, "function");
        [size(package.size), share(package.size, all), name, functions]
    });
    let mut text = table("packages, by the names of functions", [Right, Right, Left, Right], rows);
    text.push_str(&and_more(packages.len(), number));
    text
}

fn share(part: u64, all: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / all.max(1) as f64)
}
