//! Sizes by the crate, package or namespace that a function's name tells.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Bytes, Function};

/// How much of the code comes from one package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackageSize {
    /// The crate, package or namespace; none for functions whose names do not tell.
    pub package: Option<String>,
    /// How many functions.
    pub functions: usize,
    /// The bytes of their code.
    pub size: Bytes,
}

/// The sizes of packages, the largest first.
pub fn packages(functions: &[Function]) -> Vec<PackageSize> {
    let mut sizes: BTreeMap<Option<String>, (usize, Bytes)> = BTreeMap::new();
    for function in functions {
        let package = function.name.as_deref().and_then(package);
        let (count, size) = sizes.entry(package).or_default();
        *count += 1;
        *size += function.size;
    }
    let mut packages: Vec<PackageSize> = sizes
        .into_iter()
        .map(|(package, (functions, size))| PackageSize { package, functions, size })
        .collect();
    packages.sort_by_key(|package| std::cmp::Reverse(package.size));
    packages
}

/// The package that a demangled name begins with.
fn package(name: &str) -> Option<String> {
    assembly_script(name).or_else(|| scope(name)).or_else(|| go(name)).map(str::to_owned)
}

/// `~lib/rt/itcms/__new` and `assembly/index/main`: the file that the function is in.
fn assembly_script(name: &str) -> Option<&str> {
    let is_file = name.starts_with("~lib/") || name.starts_with("assembly/");
    name.rsplit_once('/').filter(|_| is_file).map(|(file, _)| file)
}

/// `core::fmt::write`, `<alloc::string::String as core::fmt::Write>::write_str` and
/// `std::basic_ostream<char>::flush()`: the outermost scope.
fn scope(name: &str) -> Option<&str> {
    // Parameters, and what a template is made of, may be of another package.
    let name = name.trim_start_matches(['<', '&', '*', '(', '[']);
    let name = name.strip_prefix("mut ").or(name.strip_prefix("dyn ")).unwrap_or(name);
    let (outermost, _) = name.split_once("::")?;
    // What returns something has its type in front: `void std::swap<int>(int&, int&)`.
    let outermost = outermost.rsplit_once(' ').map_or(outermost, |(_, last)| last);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    (!outermost.is_empty() && outermost.chars().all(is_word)).then_some(outermost)
}

/// `net/http.(*Server).Serve` and `fmt.Println`: all up to the first full stop after the last slash.
fn go(name: &str) -> Option<&str> {
    let path = name.split(['(', '[']).next().unwrap_or(name);
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = last + path[last..].find('.')?;
    (dot > 0 && !path.contains(' ')).then(|| &name[..dot])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_package() {
        let expected = [
            ("core::fmt::write", Some("core")),
            ("<alloc::string::String as core::fmt::Write>::write_str", Some("alloc")),
            ("<&mut core::fmt::Formatter as core::fmt::Write>::write_str", Some("core")),
            ("std::__2::basic_ostream<char>::flush()", Some("std")),
            ("void std::swap<int>(int&, int&)", Some("std")),
            ("net/http.(*Server).Serve", Some("net/http")),
            ("github.com/user/tool/cmd.Run[go.shape.int]", Some("github.com/user/tool/cmd")),
            ("fmt.Println", Some("fmt")),
            ("~lib/rt/itcms/__new", Some("~lib/rt/itcms")),
            ("assembly/index/main", Some("assembly/index")),
            ("main", None),
            ("square(int)", None),
            ("", None),
        ];
        for (name, wanted) in expected {
            assert_eq!(package(name).as_deref(), wanted, "{name}");
        }
    }

    #[test]
    fn the_largest_package_comes_first() {
        let function = |name: &str, size| Function {
            index: 0,
            name: Some(name.to_owned()),
            ty: "()".to_owned(),
            offset: 0,
            size,
        };
        let sizes = packages(&[function("a::x", 1), function("b::y", 5), function("a::z", 3)]);
        let sizes: Vec<_> = sizes.iter().map(|p| (p.package.as_deref(), p.size)).collect();
        assert_eq!(sizes, [(Some("b"), 5), (Some("a"), 4)]);
    }
}
