//! A web app in Rust, without Trunk: `setup` brings wasm-bindgen, changes reach the open page, and it lies below any path of a
//! static host.

use crate::language::Language;
use crate::served::Served;
use crate::static_host;

#[test]
fn a_change_reaches_the_open_page() {
    let language =
        Language { example: "rust-minesweeper", bring: "rustup target add", ..crate::rust::RUST };
    let Some(project) = language.project("a web app") else { return };
    let Some(served) = Served::start("languages: rust: a web app", &project) else { return };
    served.open();
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines left'");
    served.wait_until("document.querySelectorAll('#field .closed').length === 120");
    served.tab.evaluate("document.querySelector('#field button').click()", false).expect("a click");
    served.wait_until("document.querySelectorAll('#field .open').length > 1");
    project.edit("src/main.rs", "mines left", "mines are left");
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines are left'");
    project.edit("src/main.rs", "MINES.saturating_sub(flags)", "MINES.saturating_sub(flogs)");
    served.wait_until("document.querySelector('wasmrun-overlay') !== null");
    let mended = project.read("src/main.rs").replace("saturating_sub(flogs)", "min(99)");
    project.write("src/main.rs", &mended.replace("mines are left", "mines in all"));
    served.wait_until("document.querySelector('#says')?.textContent === '18 mines in all'");
    served.wait_until("document.querySelector('wasmrun-overlay') === null");
    let site = static_host::build_at(&project, "debug");
    static_host::check("languages: rust: a static host", &site, ">18 mines in all<");
}
