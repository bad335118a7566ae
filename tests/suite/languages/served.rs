//! A web app as `cargo wasmrun run` serves it, open in a browser.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::Value;

use crate::pages::chromium;
use crate::project::Project;

/// Generous: it only ends what would hang.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// The server; dropping it ends it.
pub(crate) struct Server {
    /// The address of the app; of what is none, that of our page.
    pub(crate) url: String,
    /// The address of our own page.
    page: String,
    child: Child,
}

/// The server and a browser; dropping it ends both.
pub(crate) struct Served {
    pub(crate) tab: Arc<Tab>,
    server: Server,
    _browser: Browser,
}

impl Server {
    /// Serves the project, with `guest` as the program's arguments.
    pub(crate) fn start(project: &Project, flags: &[&str], guest: &[&str]) -> Self {
        Self::start_with(project, flags, guest, |_| ())
    }

    /// The same; `prepare` may change the command before.
    fn start_with(
        project: &Project,
        flags: &[&str],
        guest: &[&str],
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        let run = ["--message-format", "json", "run", "--port", "0"];
        let mut command = project.command(&[&run, flags].concat());
        prepare(&mut command);
        let mut child = command
            .arg("--")
            .args(guest)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("cargo-wasmrun is built");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut events = lines.by_ref().map_while(Result::ok);
        let mut events =
            events.by_ref().filter_map(|line| serde_json::from_str::<Value>(&line).ok());
        let serving = events.find(|event| event["reason"] == "serving");
        let serving = serving.expect("the server starts");
        let page = serving["url"].as_str().expect("the address of the page").to_owned();
        let url = serving["app"].as_str().map_or_else(|| page.clone(), str::to_owned);
        // Nobody else reads what it goes on to say.
        thread::spawn(move || lines.for_each(drop));
        Self { url, page, child }
    }
}

impl Served {
    /// Serves the project, and starts a browser, which has no page open yet. `None` if there is no
    /// browser and the test may be left out.
    pub(crate) fn start(test: &str, project: &Project) -> Option<Self> {
        Self::start_with(test, project, |_| ())
    }

    /// The same; `prepare` may change the server's command before.
    pub(crate) fn start_with(
        test: &str,
        project: &Project,
        prepare: impl FnOnce(&mut Command),
    ) -> Option<Self> {
        let chromium = integration::require(test, chromium())?;
        let server = Server::start_with(project, &[], &[], prepare);
        let options = LaunchOptions {
            path: Some(chromium),
            sandbox: false,
            idle_browser_timeout: PATIENCE,
            args: vec![OsStr::new("--headless=new"), OsStr::new("--no-first-run")],
            ..LaunchOptions::default()
        };
        let browser = Browser::new(options).expect("Chromium starts");
        let tab = browser.new_tab().expect("a tab");
        tab.set_default_timeout(PATIENCE);
        Some(Self { tab, server, _browser: browser })
    }

    /// The address of the app.
    pub(crate) fn url(&self) -> &str {
        &self.server.url
    }

    /// Opens the app.
    pub(crate) fn open(&self) {
        self.tab.navigate_to(&self.server.url).expect("the app's address");
    }

    /// Opens our own page, which runs programs.
    pub(crate) fn open_page(&self) {
        self.tab.navigate_to(&self.server.page).expect("the page's address");
    }

    /// Waits until a JavaScript expression is true, also in a page that is loaded anew meanwhile.
    #[track_caller]
    pub(crate) fn wait_until(&self, expression: &str) {
        let script = format!(
            "new Promise((resolve) => {{
                const observer = new MutationObserver(() => look());
                // In a page that has no body yet much is an error, which means: not so yet.
                const is_so = () => {{ try {{ return {expression}; }} catch {{ return false; }} }};
                const look = () => {{ if (is_so()) {{ observer.disconnect(); resolve(true); }} }};
                observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
                look();
            }})"
        );
        let begin = std::time::Instant::now();
        // A page that goes takes its promise with it.
        while self.tab.evaluate(&script, true).is_err() {
            assert!(begin.elapsed() < PATIENCE, "never so: {expression}");
            let _ = self.tab.wait_until_navigated();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
