//! Takes the pictures of the page that the documents show.
//!
//! `cargo build --workspace && cargo test -p integration --bench screenshots`

#[path = "../suite/browser/page.rs"]
#[expect(dead_code, reason = "the browser's tests use all of it")]
mod page;
#[path = "../suite/browser/server.rs"]
#[expect(dead_code, reason = "the browser's tests use all of it")]
mod server;

use page::Page;
use server::Server;

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

fn main() {
    let folder = integration::workspace().join("docs/images");
    fs_err::create_dir_all(&folder).expect("a folder");
    let take = |page: &Page, name: &str, (width, height): (u32, u32), dark: bool| {
        let picture = page.picture(width, height, dark);
        fs_err::write(folder.join(format!("{name}.png")), picture).expect("a picture");
    };

    let raytracer = integration::workspace().join("examples/c-raytracer");
    let server = Server::start(&raytracer);
    let Some(page) = Page::open("pictures", server.url()) else { return };
    page.wait_until("a picture", "document.querySelector('.terminal').childElementCount > 10");
    take(&page, "program", WINDOW, false);
    take(&page, "program-dark", WINDOW, true);
    take(&page, "program-phone", PHONE, true);
    page.press("Module");
    page.wait_until("the sizes", "document.querySelector('.treemap') !== null");
    take(&page, "module", WINDOW, false);
    page.press("Memory");
    page.wait_until("bytes", "document.querySelectorAll('.hex-row').length > 5");
    page.value(
        "{ const field = document.querySelector('.memory [type=search]');
           field.value = 'help';
           field.dispatchEvent(new Event('input', { bubbles: true })) }",
    );
    page.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    page.value("document.querySelector('.memory [type=search]').form.requestSubmit()");
    page.wait_until("what was found", "document.querySelector('.hex mark.found') !== null");
    take(&page, "memory", WINDOW, true);
    take(&page, "memory-phone", PHONE, false);
    page.press("Program");
    page.value(
        "{ const choice = document.querySelector('.controls select');
           choice.value = 'both';
           choice.dispatchEvent(new Event('change', { bubbles: true })) }",
    );
    let drawn =
        "[...document.querySelectorAll('.terminal')].filter((one) => one.childElementCount > 22)";
    page.wait_until("both pictures", &format!("{drawn}.length === 2"));
    take(&page, "side-by-side", WINDOW, false);

    let broken = tempfile::tempdir().expect("a folder");
    let project = broken.path().join("c-raytracer");
    integration::copy_folder(&raytracer, &project);
    let main = project.join("src/main.c");
    let text = fs_err::read_to_string(&main).expect("the source");
    let mistake = text.replacen(
        "    static Studio studio;",
        "    int number = \"seven\";\n    static Studio studio;",
        1,
    );
    assert_ne!(text, mistake, "a mistake is made");
    let server = Server::start(&project);
    let Some(page) = Page::open("pictures", server.url()) else { return };
    page.wait_until("a picture", "document.querySelector('.terminal').childElementCount > 10");
    fs_err::write(&main, mistake).expect("a mistake");
    page.wait_until("the failure", "document.querySelector('.failure .excerpt') !== null");
    take(&page, "failure", WINDOW, true);
    take(&page, "failure-phone", PHONE, false);

    let library = tempfile::tempdir().expect("a folder");
    let file = library.path().join("library.wat");
    fs_err::write(&file, LIBRARY).expect("a module");
    let server = Server::start(&file);
    let Some(page) = Page::open("pictures", server.url()) else { return };
    page.press("Functions");
    for function in ["add", "negate", "scale", "read"] {
        let form = format!("document.querySelector('[data-function={function}]')");
        page.wait_until(function, &format!("{form} !== null"));
        page.value(&format!("{form}.requestSubmit()"));
    }
    page.wait_until("the trap", "document.querySelector('.call-result .bad') !== null");
    take(&page, "functions", WINDOW, false);
}
