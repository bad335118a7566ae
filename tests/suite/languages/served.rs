//! A project as `cargo wasmrun run` serves it, open in a browser.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::{Value, json};

use crate::pages::chromium;
use crate::project::Project;

/// Generous: it only ends what would hang.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// The server; dropping it ends it.
pub(crate) struct Server {
    /// The address of the app, or that of our page if the project is none.
    pub(crate) url: String,
    child: Child,
}

/// The server and a tab; dropping it ends both, and the browser with its last tab.
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
    pub(crate) fn start_with(
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
        let url = serving["app"].as_str().or(serving["url"].as_str());
        let url = url.expect("an address").to_owned();
        // Nobody else reads what it goes on to say.
        thread::spawn(move || lines.for_each(drop));
        Self { url, child }
    }
}

/// Starts a browser, which gives up when it has nothing to do for long: to be done once there is something to open.
pub(crate) fn launch(chromium: &Path) -> Browser {
    let options = LaunchOptions {
        path: Some(chromium.to_path_buf()),
        sandbox: false,
        idle_browser_timeout: 3 * PATIENCE,
        args: vec![OsStr::new("--headless=new"), OsStr::new("--no-first-run")],
        ..LaunchOptions::default()
    };
    Browser::new(options).expect("Chromium starts")
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
        Some(Self::open_in(&launch(&chromium), server))
    }

    /// A tab for a server, in a window of its own, since what is covered by others is not drawn.
    pub(crate) fn open_in(browser: &Browser, server: Server) -> Self {
        let window = json!({ "url": "about:blank", "newWindow": true });
        let window = serde_json::from_value(window).expect("what a window is made of");
        let tab = browser.new_tab_with_options(window).expect("a tab");
        tab.set_default_timeout(PATIENCE);
        Self { tab, server, _browser: browser.clone() }
    }

    /// The address of the app, or of our page.
    pub(crate) fn url(&self) -> &str {
        &self.server.url
    }

    /// Opens it.
    pub(crate) fn open(&self) {
        self.tab.navigate_to(&self.server.url).expect("its address");
    }

    /// Waits until a JavaScript expression is true, also in a page that is loaded anew meanwhile.
    #[track_caller]
    pub(crate) fn wait_until(&self, expression: &str) {
        let script = format!(
            "new Promise((resolve) => {{
                const observer = new MutationObserver(() => look());
                // In a page that has no body yet much is an error, which means: not so yet.
                const is_so = () => {{ try {{ return {expression}; }} catch {{ return false; }} }};
                const end = (seen) => {{ observer.disconnect(); resolve(seen); }};
                const look = () => {{ if (is_so()) end(true); }};
                observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
                setTimeout(() => end(false), {});
                look();
            }})",
            PATIENCE.as_millis()
        );
        let begin = std::time::Instant::now();
        // A page that goes takes its promise with it.
        let seen = loop {
            if let Ok(outcome) = self.tab.evaluate(&script, true) {
                break outcome.value == Some(true.into());
            }
            assert!(begin.elapsed() < PATIENCE, "never so: {expression}");
            let _ = self.tab.wait_until_navigated();
        };
        assert!(seen, "never so: {expression}; the page shows {}", self.text());
    }
}

impl Served {
    /// What can be read in the page.
    fn text(&self) -> String {
        let text = self.tab.evaluate("document.body?.innerText", false);
        text.ok().and_then(|text| text.value).unwrap_or_default().to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
