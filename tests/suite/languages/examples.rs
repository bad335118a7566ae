//! Every project in `examples`, with its plugin and its real compiler: it prints what it says it prints, in the terminal and in
//! our page; apps and programs that serve show in a browser what they are to show.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};
use std::thread;

use headless_chrome::Browser;
use serde_json::json;

use crate::assemblyscript::ASSEMBLYSCRIPT;
use crate::c::{C, CPP};
use crate::go::GO;
use crate::language::Language;
use crate::pages::chromium;
use crate::project::Project;
use crate::python::PYTHON;
use crate::rust::RUST;
use crate::served::{Served, Server, launch};

/// A project in `examples`, and what a browser shows of it.
struct Example {
    language: Language,
    sight: Sight,
}

enum Sight {
    /// What the program prints, given these arguments.
    Output(&'static [&'static str]),
    /// A web app, of which this becomes true.
    App(&'static str),
    /// The same of the page of a program that serves, with flags of ours, and arguments.
    Site(&'static [&'static str], &'static [&'static str], &'static str),
}

/// The filter in the README of `go-jq`.
const MANY_MOONS: &str =
    r#"map(select(.moons > 10)) | sort_by(-.moons)[] | "\(.name): \(.moons) moons""#;

const fn example(language: Language, folder: &'static str, sight: Sight) -> Example {
    Example { language: Language { example: folder, ..language }, sight }
}

const EXAMPLES: [Example; 13] = [
    example(
        ASSEMBLYSCRIPT,
        "assemblyscript-life",
        Sight::App("/^generation \\d+$/.test(document.querySelector('#generation').textContent)"),
    ),
    example(C, "c-raytracer", Sight::Output(&[])),
    example(CPP, "cpp-sudoku", Sight::Output(&[])),
    example(
        GO,
        "go-http",
        Sight::Site(&[], &["serve", "1000000"], "document.body.innerText.includes('asked for /')"),
    ),
    example(GO, "go-jq", Sight::Output(&["-r", MANY_MOONS])),
    example(GO, "go-lisp", Sight::Output(&[])),
    example(PYTHON, "python-docutils", Sight::Output(&[])),
    example(PYTHON, "python-markdown", Sight::Output(&[])),
    example(PYTHON, "python-weather", Sight::Output(&[])),
    example(
        RUST,
        "rust-guestbook",
        Sight::Site(&["--dir", "static"], &[], "document.body.dataset.hydrated === 'yes'"),
    ),
    example(
        RUST,
        "rust-http",
        Sight::Site(&[], &["serve", "1000000"], "document.body.innerText.includes('asked for /')"),
    ),
    example(RUST, "rust-maze", Sight::Output(&[])),
    example(
        RUST,
        "rust-minesweeper",
        Sight::App("document.querySelectorAll('#field .closed').length === 120"),
    ),
];

/// How many are built and looked at at once: most of the time is spent by compilers that have threads of their own.
const AT_ONCE: usize = 3;

#[test]
fn none_is_forgotten() {
    let entries = fs_err::read_dir(integration::workspace().join("examples")).expect("a folder");
    let folders =
        entries.map(|entry| entry.expect("an entry")).filter(|entry| entry.path().is_dir());
    let mut found: BTreeSet<String> =
        folders.map(|folder| folder.file_name().into_string().expect("UTF-8")).collect();
    // Plugins, which have tests of their own.
    assert!(found.remove("plugins"));
    let known: BTreeSet<String> =
        EXAMPLES.iter().map(|example| example.language.example.to_owned()).collect();
    assert_eq!(known, found);
}

#[test]
fn each_works_in_the_terminal_and_in_a_browser() {
    let test = "languages: examples in a browser";
    let Some(chromium) = integration::require(test, chromium()) else { return };
    let launched = OnceLock::new();
    let browser = || launched.get_or_init(|| launch(&chromium));
    let rest = Mutex::new(EXAMPLES.iter());
    let next = || rest.lock().expect("nobody fails with it").next();
    let work = || {
        let examples = std::iter::from_fn(next);
        let failing = examples.filter(|example| !example.holds(&browser));
        failing.map(|example| example.language.example).collect::<Vec<_>>()
    };
    let failing: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("failures are counted"))
            .collect()
    });
    assert!(failing.is_empty(), "{failing:?}");
}

impl Example {
    /// Checks it in a thread of its name, which is what a failure is told by.
    fn holds<'a>(&self, browser: &(impl Fn() -> &'a Browser + Sync)) -> bool {
        thread::scope(|scope| {
            let thread = thread::Builder::new().name(self.language.example.to_owned());
            let thread = thread.spawn_scoped(scope, || self.check(browser)).expect("a thread");
            thread.join().is_ok()
        })
    }

    fn check<'a>(&self, browser: &impl Fn() -> &'a Browser) {
        let Some(project) = self.language.project("the example") else { return };
        if project.path("expected.stdout").is_file() {
            self.prints(&project);
        }
        let server = self.serve(&project);
        let served = Served::open_in(browser(), server);
        served.open();
        match self.sight {
            Sight::Output(_) => shows_output(&served, &project),
            Sight::App(sight) | Sight::Site(_, _, sight) => served.wait_until(sight),
        }
        served.tab.close(false).expect("a tab");
    }

    /// In the terminal.
    fn prints(&self, project: &Project) {
        let arguments = if let Sight::Output(arguments) = self.sight { arguments } else { &[] };
        let printed = project.run_with(&["exec"], arguments).success();
        assert_eq!(printed.stdout, project.read("expected.stdout"), "{}", self.language.example);
    }

    fn serve(&self, project: &Project) -> Server {
        match self.sight {
            Sight::Output(arguments) => Server::start(project, &[], arguments),
            Sight::App(_) => Server::start(project, &[], &[]),
            Sight::Site(flags, arguments, _) => {
                let flags = [&["--server"], flags].concat();
                Server::start_with(project, &flags, arguments, |command| {
                    command.current_dir(project.path(""));
                })
            }
        }
    }
}

/// Gives the program its input in our page, key by key, as its terminal does: it shows what is expected and ends well.
fn shows_output(served: &Served, project: &Project) {
    if project.path("input.txt").is_file() {
        let raw = "document.querySelector('.switch input')";
        served.wait_until(&format!("{raw}.disabled === false"));
        served.tab.evaluate(&format!("{raw}.click()"), false).expect("keys go to the program");
        served.wait_until("document.querySelector('#input').placeholder.startsWith('Keys go')");
        served.tab.evaluate(&press_keys(&project.read("input.txt")), false).expect("keys");
    }
    served.wait_until("document.querySelector('[data-exit=\"0\"]') !== null");
    let expected = without_trailing_space(&without_colours(&project.read("expected.stdout")));
    // What a program first tells whoever sits at its terminal is no output; rows out of sight are drawn when there is time.
    let rows =
        "[...document.querySelectorAll('.terminal .row')].map((row) => row.textContent.trimEnd())";
    served.wait_until(&format!("{rows}.join('\\n').trimEnd().endsWith({})", json!(expected)));
}

/// A script that presses the keys for a text, and then the one that ends the input.
fn press_keys(input: &str) -> String {
    format!(
        "for (const character of {}) {{
            const key = character === '\\n' ? 'Enter' : character;
            const press = new KeyboardEvent('keydown', {{ key, bubbles: true }});
            document.querySelector('.terminal').dispatchEvent(press);
        }}
        document.querySelector('.input button').click()",
        json!(input)
    )
}

/// A terminal has as many rows as were ever reached, and no space at their ends.
fn without_trailing_space(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// A text without what selects colours in a terminal.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest))
}
