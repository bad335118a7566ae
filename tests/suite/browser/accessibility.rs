//! Our page without a mouse and without eyes: names for all that can be used, and the keyboard to use it.

use crate::page::Page;
use crate::project::{Module, program};
use crate::server::Server;
use crate::site::App;

/// Roles of what somebody can use, or is led by.
const NAMED: [&str; 15] = [
    "button",
    "checkbox",
    "combobox",
    "DisclosureTriangle",
    "heading",
    "img",
    "image",
    "link",
    "log",
    "region",
    "searchbox",
    "slider",
    "tab",
    "tabpanel",
    "textbox",
];

/// What Tab should reach, in this order.
const REACHABLE: &str = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && !one.closest('[inert]'))";

/// Fails unless everything in the page that can be used has a name.
#[track_caller]
fn expect_names(page: &Page, panel: &str) {
    let seen = page.accessible();
    let nameless: Vec<_> = seen
        .iter()
        .filter(|(role, name)| NAMED.contains(&role.as_str()) && name.trim().is_empty())
        .collect();
    assert!(nameless.is_empty(), "{panel}: {nameless:?}");
    assert!(seen.iter().any(|(role, _)| role == "button" || role == "tab"), "{panel}: {seen:?}");
    let ids = "[...document.querySelectorAll('[id]')].map(({ id }) => id)";
    assert_eq!(page.value(&format!("new Set({ids}).size === {ids}.length")), true, "{panel}: ids");
    let dangling =
        "[...document.querySelectorAll('[aria-controls], [aria-labelledby], [aria-describedby]')]
        .flatMap((one) => ['aria-controls', 'aria-labelledby', 'aria-describedby']
            .flatMap((name) => one.getAttribute(name)?.split(' ') ?? []))
        .filter((id) => document.getElementById(id) === null).join()";
    assert_eq!(page.value(dangling), "", "{panel}: what is pointed to is there");
}

/// Goes through the page with Tab: it must come by everything, in the order of the page, and show where it is.
#[track_caller]
fn expect_tab_order(page: &Page, panel: &str) {
    page.value(&format!("{REACHABLE}[0].focus()"));
    let count = page.value(&format!("{REACHABLE}.length")).as_u64().expect("a number");
    assert!(count >= 2, "{panel}: {count} to reach");
    for index in 1..count {
        page.key("Tab");
        let reached = page.value(&format!(
            "{{ const one = document.activeElement;
                const at = {REACHABLE}.indexOf(one);
                const shown = getComputedStyle(one).outlineStyle !== 'none';
                `${{at}} ${{shown}} ${{at === {index} ? '' : one.outerHTML.slice(0, 200)}}` }}"
        ));
        assert_eq!(reached, format!("{index} true "), "{panel}, after {index} times Tab");
    }
}

#[test]
fn every_panel_of_a_program_can_be_used_with_the_keyboard_and_has_names() {
    let module = Module::new(&program("(drop (call $line))", "x"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("accessibility", server.url()) else { return };
    page.wait_until("a waiting program", "document.querySelector('[data-phase=waiting]') !== null");
    page.value("document.querySelector('details.more').open = true");
    for (panel, ready) in [
        ("Program", ".terminal"),
        ("Functions", "[data-function=_start] button"),
        ("Memory", ".hex-row"),
        ("Module", ".treemap"),
        ("Build", ".history td"),
    ] {
        page.press(panel);
        page.wait_until(panel, &format!("document.querySelector('{ready}') !== null"));
        page.value("document.querySelectorAll('details').forEach((one) => { one.open = true })");
        expect_names(&page, panel);
        expect_tab_order(&page, panel);
    }
}

#[test]
fn every_panel_of_an_app_can_be_used_with_the_keyboard_and_has_names() {
    let app = App::new();
    let server = app.serve();
    let Some(page) = Page::open("accessibility", server.url()) else { return };
    for panel in ["App", "Console", "Requests", "Build"] {
        page.press(panel);
        expect_names(&page, panel);
        expect_tab_order(&page, panel);
    }
}

#[test]
fn arrows_lead_from_panel_to_panel_and_escape_folds_a_failure_up() {
    let module = Module::new(&program("", "x"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("keyboard", server.url()) else { return };
    page.wait_until("all panels", "document.querySelectorAll('[role=tab]').length === 5");
    page.value("document.querySelector('[role=tab]').focus()");
    for (key, panel) in [
        ("ArrowRight", "Functions"),
        ("End", "Build"),
        ("ArrowRight", "Program"),
        ("ArrowLeft", "Build"),
        ("Home", "Program"),
    ] {
        page.key(key);
        page.wait_until(
            &format!("{panel} behind {key}"),
            &format!(
                "document.activeElement.textContent === '{panel}'
                   && document.activeElement.getAttribute('aria-selected') === 'true'"
            ),
        );
    }
    module.write("(module");
    page.wait_until("the failure", "document.querySelector('.failure') !== null");
    expect_names(&page, "Failure");
    page.key("Escape");
    page.wait_until("it is folded up", "document.querySelector('.failure.folded') !== null");
}
