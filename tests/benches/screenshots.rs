//! Takes the pictures of the page that the documents show.
//!
//! `cargo build --workspace && cargo test -p integration --bench screenshots`

#[expect(dead_code, reason = "the browser's tests use all of it")]
mod browser;

use std::path::PathBuf;

use browser::page::Page;
use browser::server::Server;

/// Sizes of a window and of a phone.
const WINDOW: (u32, u32) = (1100, 720);
const PHONE: (u32, u32) = (390, 780);

const LIBRARY: &str = r#"(module
  (func $checked (if (i32.eqz (global.get $open)) (then unreachable)))
  (global $open (mut i32) (i32.const 0))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "negate") (param i64) (result i64) (i64.sub (i64.const 0) (local.get 0)))
  (func (export "scale") (param v128 f32) (result v128)
    (f32x4.mul (local.get 0) (f32x4.splat (local.get 1))))
  (func (export "read") (call $checked)))"#;

const APP: &str = r#"<!doctype html><html lang="en"><title>Shop</title><link rel="stylesheet" href="shop.css">
  <h1>Shop</h1><script type="module" src="shop.mjs"></script></html>"#;

const SCRIPT: &str = r#"
console.info("shop", "started in", document.readyState);
const goods = await (await fetch("goods.json")).json();
console.log("%d goods", goods.length, goods[0]);
const prices = await fetch("prices.json");
if (!prices.ok) console.warn("no prices: the old ones stay");
function total(basket) { return basket.reduce((sum, { price }) => sum + price.value, 0); }
try { total(goods); } catch (error) { console.error(error); }
await fetch("basket", { method: "POST" });
"#;

/// Where pictures are put.
struct Album {
    folder: PathBuf,
}

impl Album {
    fn take(&self, page: &Page, name: &str, (width, height): (u32, u32), dark: bool) {
        let picture = page.picture(width, height, dark);
        fs_err::write(self.folder.join(format!("{name}.png")), picture).expect("a picture");
    }
}

fn main() {
    let folder = integration::workspace().join("docs/images");
    fs_err::create_dir_all(&folder).expect("a folder");
    let album = Album { folder };
    program(&album);
    failure(&album);
    functions(&album);
    app(&album);
}

fn raytracer() -> PathBuf {
    integration::workspace().join("examples/c-raytracer")
}

/// A program that draws: its terminal, its module and its memory.
fn program(album: &Album) {
    let server = Server::start(&raytracer());
    let Some(page) = Page::open("pictures", server.url()) else { return };
    page.wait_until("a picture", "document.querySelectorAll('.terminal .row').length > 22");
    album.take(&page, "program", WINDOW, false);
    album.take(&page, "program-dark", WINDOW, true);
    album.take(&page, "program-phone", PHONE, true);
    page.press("Module");
    page.wait_until("the sizes", "document.querySelector('.treemap') !== null");
    album.take(&page, "module", WINDOW, false);
    page.press("Memory");
    page.wait_until("bytes", "document.querySelectorAll('.hex-row').length > 5");
    page.fill(".memory [type=search]", &["help"]);
    page.value("document.querySelector('.memory [type=search]').form.requestSubmit()");
    page.wait_until("what was found", "document.querySelector('.hex mark.found') !== null");
    album.take(&page, "memory", WINDOW, true);
    album.take(&page, "memory-phone", PHONE, false);
    page.press("Program");
    page.choose(".controls select", "both");
    let drawn = "[...document.querySelectorAll('.terminal')].filter((one) => one.querySelectorAll('.row').length > 22)";
    page.wait_until("both pictures", &format!("{drawn}.length === 2"));
    album.take(&page, "side-by-side", WINDOW, false);
}

/// A build that fails, and what came of it.
fn failure(album: &Album) {
    let broken = tempfile::tempdir().expect("a folder");
    let project = broken.path().join("c-raytracer");
    integration::copy_folder(&raytracer(), &project);
    let main = project.join("src/main.c");
    let text = fs_err::read_to_string(&main).expect("the source");
    let first = "    static Studio studio;";
    let insert = |line: &str| {
        let changed = text.replacen(first, &format!("    {line}\n{first}"), 1);
        assert_ne!(text, changed, "something is changed");
        fs_err::write(&main, changed).expect("a change");
    };
    let server = Server::start(&project);
    let Some(page) = Page::open("pictures", server.url()) else { return };
    page.wait_until("a picture", "document.querySelectorAll('.terminal .row').length > 10");
    insert("int number = \"seven\";");
    page.wait_until("the failure", "document.querySelector('.failure .excerpt') !== null");
    album.take(&page, "failure", WINDOW, true);
    album.take(&page, "failure-phone", PHONE, false);
    insert("int number = 7; printf(\"a studio\\n\");");
    page.wait_until("no failure", "document.querySelector('.failure') === null");
    page.press("Build");
    page.wait_until("the warning", "document.querySelector('.build-panel .excerpt') !== null");
    album.take(&page, "build", WINDOW, false);
}

/// Calls of functions.
fn functions(album: &Album) {
    let library = tempfile::tempdir().expect("a folder");
    let file = library.path().join("library.wat");
    fs_err::write(&file, LIBRARY).expect("a module");
    let server = Server::start(&file);
    let Some(page) = Page::open("pictures", server.url()) else { return };
    page.press("Functions");
    for (function, values) in [
        ("add", &["20", "22"][..]),
        ("negate", &["0x7fff_ffff_ffff_ffff"]),
        ("scale", &["0x4080_0000_4040_0000_4000_0000_3f80_0000", "0.5"]),
        ("read", &[]),
    ] {
        let form = format!("[data-function={function}]");
        page.wait_until(function, &format!("document.querySelector('{form}') !== null"));
        page.fill(&format!("{form} input"), values);
        page.value(&format!("document.querySelector('{form}').requestSubmit()"));
    }
    page.wait_until("the trap", "document.querySelector('.call-result .bad') !== null");
    album.take(&page, "functions", WINDOW, false);
}

/// What a web app writes and asks for.
fn app(album: &Album) {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = folder.path().join("shop");
    fs_err::create_dir(&shop).expect("a folder");
    let goods = "[{\"name\":\"lamp\",\"stock\":3},{\"name\":\"chair\",\"stock\":12}]";
    for (name, content) in [
        ("index.html", APP),
        ("shop.mjs", SCRIPT),
        ("shop.css", "h1 { color: teal }"),
        ("goods.json", goods),
    ] {
        fs_err::write(shop.join(name), content).expect("a file");
    }
    let mut server = Server::start(&shop);
    server.wait("built");
    let Some(panels) = Page::open("pictures", server.url()) else { return };
    panels.press("Requests");
    let Some(_app) = Page::open("pictures", server.app_url()) else { return };
    panels.wait_until(
        "the last request",
        "[...document.querySelectorAll('td')].some((cell) => cell.textContent === 'POST')",
    );
    album.take(&panels, "requests", WINDOW, false);
    panels.value("document.querySelector('#tab-console').click()");
    panels.wait_until("an error", "document.querySelector('.message.error') !== null");
    album.take(&panels, "console", WINDOW, true);
}
