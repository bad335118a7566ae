//! The project's `index.html`, with what is marked for Trunk carried out: what each mark asks for is
//! small, and Trunk need not be installed for it.

use std::path::{Path, PathBuf};

use super::style::{Style, StyleCompiler};
use super::tag::{Tag, marked_tags};

/// A page that a browser can load.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) text: String,
    /// Files and folders beside it.
    pub(super) assets: Vec<Asset>,
    /// Style sheets that are to be compiled.
    pub(super) styles: Vec<Style>,
    /// Marks that are not carried out.
    pub(super) left_out: Vec<LeftOut>,
}

/// A file or folder that the page asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// Relative to the project.
    pub(super) from: PathBuf,
    /// Relative to the site.
    pub(super) to: String,
}

/// A mark that only Trunk can carry out, or only with a compiler for style sheets that is not there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LeftOut {
    pub(super) mark: String,
    pub(super) needs: Option<StyleCompiler>,
}

/// How a page is put together.
pub(super) struct Plan<'a> {
    pub(super) root: &'a Path,
    /// What stands before the names of files: `/` or `./`.
    pub(super) place: &'a str,
    /// What loads the program.
    pub(super) script: &'a str,
    /// Those that are there.
    pub(super) compilers: &'a [StyleCompiler],
}

/// Carries out the marks of `page`.
pub(super) fn carry_out(page: &str, plan: &Plan<'_>) -> Index {
    let Plan { place, script, compilers, .. } = *plan;
    let mut index = Index::default();
    let mut has_program = false;
    let mut rest = 0;
    for tag in marked_tags(page) {
        index.text.push_str(&page[rest..tag.start]);
        rest = tag.end;
        let compiler = tag.get("rel").and_then(StyleCompiler::of_mark);
        let text = match compiler {
            Some(compiler) if compilers.contains(&compiler) => {
                compiled(&tag, compiler, place, &mut index.styles)
            }
            Some(_) => None,
            None => replacement(&tag, plan, &mut index.assets),
        };
        if let Some(text) = text {
            has_program |= text == script;
            index.text.push_str(&text);
        } else {
            let mark = page[tag.start..tag.end].to_owned();
            index.left_out.push(LeftOut { mark, needs: compiler });
        }
    }
    index.text.push_str(&page[rest..]);
    if !has_program {
        index.text = with_script(&index.text, script);
    }
    index
}

/// The page with the script that loads the program at the end of its head.
pub(super) fn with_script(page: &str, script: &str) -> String {
    match page.find("</head>") {
        Some(end) => format!("{}{script}{}", &page[..end], &page[end..]),
        None => format!("{script}{page}"),
    }
}

/// What takes the place of a mark for a style sheet that is to be compiled.
fn compiled(
    tag: &Tag<'_>,
    compiler: StyleCompiler,
    place: &str,
    styles: &mut Vec<Style>,
) -> Option<String> {
    let from = PathBuf::from(tag.get("href")?.trim_start_matches('/'));
    let to = format!("{}.css", from.file_stem()?.to_str()?);
    let link = format!("<link rel=\"stylesheet\" href=\"{place}{to}\">");
    styles.push(Style { compiler, from, to });
    Some(link)
}

/// What takes the place of a mark; `None` if only Trunk knows.
fn replacement(tag: &Tag<'_>, plan: &Plan<'_>, assets: &mut Vec<Asset>) -> Option<String> {
    let Plan { root, place, script, .. } = *plan;
    let file = tag.get("href").or(tag.get("src"));
    let mut copy = |file: &str| {
        let name = Path::new(file).file_name()?.to_str()?;
        let to = match tag.get("data-target-path") {
            Some(folder) => format!("{}/{name}", folder.trim_matches('/')),
            None => name.to_owned(),
        };
        assets.push(Asset { from: PathBuf::from(file.trim_start_matches('/')), to: to.clone() });
        Some(to)
    };
    match (tag.name, tag.get("rel")) {
        ("script", _) => {
            let kind = tag.get("type").map(|kind| format!(" type=\"{kind}\"")).unwrap_or_default();
            // The end of the element stays where it is.
            Some(format!("<script{kind} src=\"{place}{}\">", copy(file?)?))
        }
        ("link", Some("rust")) => Some(script.to_owned()),
        ("link", Some("css")) => {
            Some(format!("<link rel=\"stylesheet\" href=\"{place}{}\">", copy(file?)?))
        }
        ("link", Some("icon")) => {
            Some(format!("<link rel=\"icon\" href=\"{place}{}\">", copy(file?)?))
        }
        ("link", Some("copy-file")) => copy(file?).map(|_| String::new()),
        ("link", Some("copy-dir")) => {
            let to = tag.get("data-target-path").or(Path::new(file?).file_name()?.to_str())?;
            let to = to.trim_matches('/').to_owned();
            assets.push(Asset { from: PathBuf::from(file?.trim_start_matches('/')), to });
            Some(String::new())
        }
        ("link", Some("inline")) => {
            let text = fs_err::read_to_string(root.join(file?)).ok()?;
            Some(match Path::new(file?).extension()?.to_str()? {
                "css" => format!("<style>{text}</style>"),
                "js" => format!("<script>{text}</script>"),
                _ => text,
            })
        }
        ("base", _) => Some(String::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "<script>go</script>";

    fn plan<'a>(place: &'a str, compilers: &'a [StyleCompiler]) -> Plan<'a> {
        Plan { root: Path::new("/p"), place, script: SCRIPT, compilers }
    }

    fn asset(from: &str, to: &str) -> Asset {
        Asset { from: from.into(), to: to.to_owned() }
    }

    #[test]
    fn marks_become_what_a_browser_knows() {
        let page = "<head><link data-trunk rel=\"rust\" data-wasm-opt=\"0\" />\n\
                    <link rel='css' data-trunk href='styles/a.css'><link rel=\"icon\" href=\"x.png\">\
                    <link data-trunk rel=copy-dir href=\"img/\"/>\
                    <link data-trunk rel=copy-file href=a/b.txt data-target-path=texts></head>";
        let index = carry_out(page, &plan("/", &[]));
        assert_eq!(
            index.text,
            "<head><script>go</script>\n<link rel=\"stylesheet\" href=\"/a.css\">\
             <link rel=\"icon\" href=\"x.png\"></head>"
        );
        let assets =
            [asset("styles/a.css", "a.css"), asset("img/", "img"), asset("a/b.txt", "texts/b.txt")];
        assert_eq!(index.assets, assets);
        assert!(index.left_out.is_empty());
    }

    #[test]
    fn a_page_without_a_mark_for_the_program_gets_it_too() {
        let index = carry_out("<head></head>", &plan("/", &[]));
        assert_eq!(index.text, "<head><script>go</script></head>");
    }

    #[test]
    fn what_cannot_be_done_is_named_with_what_it_needs() {
        let sass = StyleCompiler::Sass;
        for (rel, needs) in [("scss", Some(sass)), ("unheard-of", None)] {
            let mark = format!("<link data-trunk rel=\"{rel}\" href=\"a.{rel}\">");
            let index = carry_out(&mark, &plan("/", &[]));
            assert_eq!(index.left_out, [LeftOut { mark, needs }]);
        }
    }

    #[test]
    fn a_style_sheet_is_compiled_where_its_compiler_is_there() {
        let compiler = StyleCompiler::Sass;
        let mark = "<link data-trunk rel=\"scss\" href=\"/styles/a.scss\">";
        let index = carry_out(mark, &plan("./", &[compiler]));
        assert_eq!(index.text, format!("{SCRIPT}<link rel=\"stylesheet\" href=\"./a.css\">"));
        let style = Style { compiler, from: "styles/a.scss".into(), to: "a.css".to_owned() };
        assert_eq!(index.styles, [style]);
    }
}
