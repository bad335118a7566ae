//! Programs in the page: input, the end, traps, and what cannot be run.

use crate::page::Page;
use crate::project::{Example, Module, program, writes};
use crate::server::Server;

fn serve(test: &str, wat: &str) -> Option<(Page, Server, Module)> {
    let module = Module::new(wat);
    let server = Server::start(&module.path());
    let page = Page::open(test, server.url())?;
    Some((page, server, module))
}

#[test]
fn a_program_reads_what_is_typed() {
    let body = "(call $print (i32.const 1024) (i32.const 5))
        (call $print (i32.const 2048) (call $line))";
    let Some((page, ..)) = serve("input", &program(body, "name?")) else { return };
    page.wait_for_output("name?");
    page.wait_until("a waiting program", "document.querySelector('[data-phase=waiting]') !== null");
    page.type_line("Ada");
    page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    assert_eq!(page.output().trim_end(), "name?Ada\nAda");
}

#[test]
fn what_is_typed_stands_below_all_that_was_written_before() {
    let body = "(local $left i32) (local.set $left (i32.const 300))
        (loop $more
          (call $print (i32.const 1024) (i32.const 501))
          (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (call $print (i32.const 1525) (i32.const 5))
        (drop (call $line))";
    let line = "0123456789".repeat(50);
    let Some((page, ..)) = serve("order", &program(body, &format!("{line}\nname?"))) else {
        return;
    };
    page.wait_until("a waiting program", "document.querySelector('[data-phase=waiting]') !== null");
    page.type_line("Ada");
    page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    assert!(page.output().trim_end().ends_with("\nname?Ada"), "{}", page.output());
}

#[test]
fn the_end_of_input_is_read_as_no_bytes() {
    let body = "(if (call $line) (then unreachable))
        (call $print (i32.const 1024) (i32.const 3))";
    let Some((page, ..)) = serve("end of input", &program(body, "end")) else { return };
    page.press("EOF");
    page.wait_for_output("end");
}

#[test]
fn an_endless_program_is_stopped_at_once() {
    let Some((page, ..)) = serve("stop", &program("(loop $ever (br $ever))", "")) else { return };
    page.press("Stop");
    page.wait_until("Stopped", "document.querySelector('.outcome.stopped') !== null");
}

#[test]
fn endless_output_leaves_the_page_alive() {
    let flood = "(loop $ever (call $print (i32.const 1024) (i32.const 6)) (br $ever))";
    let body = format!("(drop (call $line)) {flood}");
    let Some((page, ..)) = serve("flood", &program(&body, "again\n")) else { return };
    // What drives the browser waits for a page with nothing left to do, which this is not from now on.
    page.type_line("go");
    page.wait_for_output("again");
    page.press("Stop");
    page.wait_until("Stopped", "document.querySelector('.outcome.stopped') !== null");
    let rows = page.value("document.querySelectorAll('.terminal .row').length");
    assert!(rows.as_u64().expect("a number") <= 5_000, "{rows} rows");
}

#[test]
fn much_output_is_found_copied_and_read_aloud_wherever_it_is() {
    let rows: Vec<String> = (0..4_000).map(|number| format!("row {number:04}\n")).collect();
    let body = "(call $print (i32.const 1024) (i32.const 36000))
        (drop (call $line))
        (call $print (i32.const 1024) (i32.const 9))
        (drop (call $line))";
    let Some((page, ..)) = serve("virtual rows", &program(body, &rows.concat())) else { return };
    let count = "document.querySelectorAll('.terminal .row').length";
    page.wait_until("all rows", &format!("{count} === 4001"));
    let laid_out = "[...document.querySelectorAll('.terminal .row')]
        .filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length";
    page.wait_until("few rows are laid out", &format!("{laid_out} < 400"));
    let from_end =
        "{ const { scrollHeight, scrollTop, clientHeight } = document.querySelector('.terminal');
        scrollHeight - scrollTop - clientHeight }";
    assert!(page.value(from_end).as_f64() < Some(2.0), "the end is in sight");

    let copied = "{ getSelection().selectAllChildren(document.querySelector('.terminal')); `${getSelection()}` }";
    let copied = page.value(copied).as_str().expect("text").to_owned();
    assert_eq!(copied.trim_end(), rows.concat().trim_end());
    assert!(page.accessible().iter().any(|(_, name)| name == "row 0042"), "it is read aloud");

    page.value("getSelection().removeAllRanges()");
    assert_eq!(page.value("window.find('row 0100')"), true);
    let found = "[...document.querySelectorAll('.terminal .row')].find((one) => one.textContent === 'row 0100')";
    page.value(&format!("{found}.scrollIntoView()"));
    let top = format!("{found}.getBoundingClientRect().top");
    let before = page.value(&top);
    // Who reads above the end stays there, whatever comes.
    page.type_line("go on");
    page.wait_until("more rows", &format!("{count} === 4003"));
    assert_eq!(page.value(&top), before, "the reader stays");
}

#[test]
fn colours_and_cursor_movements_are_obeyed() {
    let text = "\x1b[31mred\x1b[0m \x1b[48;2;1;2;3mdeep\x1b[0m\nwrong\rright\nold\x1b[2Anew\x1b[2B";
    let Some((page, ..)) = serve("colours", &writes(text)) else { return };
    page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    page.wait_for_output("right");
    assert_eq!(page.output().trim_end(), "rednewep\nright\nold");
    let color = "document.querySelector('.terminal span').style.color";
    assert_eq!(page.value(color), "var(--ansi-1)");
    let background = "document.querySelector('.terminal .filled').style.backgroundColor";
    assert_eq!(page.value(background), "rgb(1, 2, 3)");
}

#[test]
fn a_trap_is_named() {
    let Some((page, ..)) = serve("trap", &program("unreachable", "")) else { return };
    page.wait_until("the trap", "document.querySelector('.outcome.bad') !== null");
    let outcome = page.value("document.querySelector('.outcome').textContent");
    assert!(outcome.as_str().expect("text").contains("unreachable"), "{outcome}");
}

#[test]
fn an_import_that_nothing_provides_is_named() {
    let wat = r#"(module (import "env" "teleport" (func)) (func (export "_start")))"#;
    let Some((page, ..)) = serve("imports", wat) else { return };
    page.wait_until("the outcome", "document.querySelector('.outcome.bad') !== null");
    let outcome = page.value("document.querySelector('.outcome').textContent");
    assert!(outcome.as_str().expect("text").contains("env.teleport"), "{outcome}");
}

#[test]
fn a_library_is_told_from_a_program() {
    let wat = r#"(module (func (export "add") (param i32 i32) (result i32) (i32.const 0)))"#;
    let Some((page, ..)) = serve("library", wat) else { return };
    page.wait_until("the outcome", "document.querySelector('.outcome.stopped') !== null");
    let outcome = page.value("document.querySelector('.outcome').textContent");
    assert!(outcome.as_str().expect("text").contains("add (function)"), "{outcome}");
}

#[test]
fn a_c_project_is_built_changed_broken_and_mended() {
    let example = Example::copy("c-raytracer");
    let server = Server::start(example.path());
    let Some(page) = Page::open("C project", server.url()) else { return };
    page.wait_until("a picture", "document.querySelectorAll('.terminal .block').length > 50");
    page.mark();

    page.wait_until("a waiting program", "document.querySelector('[data-phase=waiting]') !== null");
    page.type_line("help");
    page.wait_for_output("turn");

    let line = "printf(\"hello from the edit\\n\");";
    let main = |text: String| text.replacen("{\n", &format!("{{\n    {line}\n"), 1);
    let break_it = |text: String| text.replacen(line, "printf(\"hello\\n\")", 1);
    let mend_it = |text: String| text.replacen("printf(\"hello\\n\")", line, 1);
    let file = "src/main.c";
    example.edit(file, |text| insert_into_main(&text, &main));
    page.wait_for_output("hello from the edit");

    example.edit(file, break_it);
    page.wait_until("the overlay", "document.querySelector('.failure .place') !== null");
    let place = page.value("document.querySelector('.failure .place').textContent");
    let place = place.as_str().expect("text");
    assert!(place.starts_with("src/main.c:"), "{place}");
    assert_eq!(place.split(':').count(), 3, "line and column: {place}");
    page.wait_for_output("hello from the edit");

    example.edit(file, mend_it);
    page.wait_until("no overlay", "document.querySelector('.failure') === null");
    assert!(page.is_marked(), "the page itself is not loaded anew");
    assert!(!server.builds_so_far().is_empty());
    assert_eq!(server.builds_so_far(), Vec::<serde_json::Value>::new(), "no build for nothing");
}

/// Applies `change` to the text from the definition of `main` on.
fn insert_into_main(text: &str, change: &dyn Fn(String) -> String) -> String {
    let at = text.find("int main(").expect("a main function");
    format!("{}{}", &text[..at], change(text[at..].to_owned()))
}

#[test]
fn a_python_project_reads_its_files_in_the_page() {
    let example = Example::copy("python-weather");
    let server = Server::start(example.path());
    let Some(page) = Page::open("Python in the page", server.url()) else { return };
    page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    let expected = example.path().join("expected.stdout");
    let expected = fs_err::read_to_string(expected).expect("what it prints");
    assert_eq!(page.output().trim_end(), expected.trim_end());
}
