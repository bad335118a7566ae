//! The page in a real browser.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use headless_chrome::browser::tab::point::Point;
use headless_chrome::protocol::cdp::types::Method;
use headless_chrome::protocol::cdp::{DOM, Emulation, Page as Protocol};
use headless_chrome::{Browser, LaunchOptions, Tab};
use integration::{Missing, require};

/// How long something may take to be seen. Generous: it only ends what would hang.
const PATIENCE: Duration = Duration::from_mins(2);

/// What keeps the browser from doing anything of its own.
const FLAGS: [&str; 6] = [
    "--headless=new",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A tab with the page open.
pub(crate) struct Page {
    tab: Arc<Tab>,
    _browser: Browser,
}

impl Page {
    /// Opens `url` in a browser of its own; `None` if there is none and the test may be left out.
    pub(crate) fn open(test: &str, url: &str) -> Option<Self> {
        let chromium = require(test, find_chromium())?;
        let options = LaunchOptions {
            path: Some(chromium),
            sandbox: false,
            idle_browser_timeout: PATIENCE,
            window_size: Some((1000, 700)),
            args: FLAGS.map(OsStr::new).to_vec(),
            ..LaunchOptions::default()
        };
        let browser = Browser::new(options).expect("Chromium starts");
        let tab = browser.new_tab().expect("a tab");
        tab.set_default_timeout(PATIENCE);
        tab.navigate_to(url).and_then(|tab| tab.wait_until_navigated()).expect("the page loads");
        Some(Self { tab, _browser: browser })
    }

    /// The value of a JavaScript expression.
    pub(crate) fn value(&self, expression: &str) -> serde_json::Value {
        self.tab
            .evaluate(expression, true)
            .unwrap_or_else(|error| panic!("`{expression}`: {error}"))
            .value
            .unwrap_or_default()
    }

    /// Waits until a JavaScript expression is true, looking again at every change of the page.
    pub(crate) fn wait_until(&self, what: &str, expression: &str) {
        let script = format!(
            "new Promise((resolve) => {{
                const observer = new MutationObserver(() => look());
                const end = (outcome) => {{ observer.disconnect(); resolve(outcome); }};
                const look = () => {{ if ({expression}) end('seen'); }};
                observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
                setTimeout(() => end(document.body.innerText), {});
                look();
            }})",
            PATIENCE.as_millis(),
        );
        let outcome = self.value(&script);
        assert_eq!(outcome, "seen", "never seen: {what}");
    }

    /// Waits until a JavaScript expression is true, looking with each frame, also in the pages that
    /// come after this one.
    pub(crate) fn wait_to_see(&self, what: &str, expression: &str) {
        let script = format!(
            "new Promise((resolve) => {{
                const look = () => ({expression}) ? resolve('seen') : requestAnimationFrame(look);
                look();
            }})"
        );
        let begin = Instant::now();
        // A promise is lost with its page.
        while begin.elapsed() < PATIENCE {
            if self
                .tab
                .evaluate(&script, true)
                .is_ok_and(|outcome| outcome.value == Some("seen".into()))
            {
                return;
            }
        }
        panic!("never seen: {what}");
    }

    /// Waits until the terminal shows `text`.
    pub(crate) fn wait_for_output(&self, text: &str) {
        let expression = format!("{TERMINAL}.textContent.includes({text:?})");
        self.wait_until(&format!("output {text:?}"), &expression);
    }

    /// What the terminal shows.
    pub(crate) fn output(&self) -> String {
        let rows = format!(
            "[...{TERMINAL}.querySelectorAll('.row')].map((row) => row.textContent).join('\\n')"
        );
        self.value(&rows).as_str().expect("text").to_owned()
    }

    /// Types a line into the input field.
    pub(crate) fn type_line(&self, line: &str) {
        self.wait_until("an open input field", "!document.querySelector('#input').disabled");
        self.tab.find_element("#input").and_then(|field| field.focus().map(drop)).expect("a field");
        self.tab.type_str(line).and_then(|tab| tab.press_key("Enter")).expect("typing");
    }

    /// Presses the button with this caption.
    pub(crate) fn press(&self, caption: &str) {
        let button = format!(
            "[...document.querySelectorAll('button')].find((one) => one.textContent.trim() === {caption:?})"
        );
        self.wait_until(&format!("a button {caption:?}"), &format!("{button}?.disabled === false"));
        self.value(&format!("{button}.click()"));
    }

    /// Types into the first fields that a selector finds.
    pub(crate) fn fill(&self, fields: &str, values: &[&str]) {
        for (index, value) in values.iter().enumerate() {
            self.set(fields, index, value, "input");
            // The page takes over what was typed before the next field is filled in.
            self.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
        }
    }

    /// Chooses from the list that a selector finds.
    pub(crate) fn choose(&self, list: &str, value: &str) {
        self.set(list, 0, value, "change");
    }

    fn set(&self, fields: &str, index: usize, value: &str, event: &str) {
        self.value(&format!(
            "{{ const field = document.querySelectorAll({fields:?})[{index}];
                field.value = {value:?};
                field.dispatchEvent(new Event({event:?}, {{ bubbles: true }})) }}"
        ));
    }

    /// Presses a key, where the focus is.
    pub(crate) fn key(&self, key: &str) {
        self.tab.press_key(key).expect("a key");
    }

    /// What can be used in the page, as assistive technology is told: roles and names.
    pub(crate) fn accessible(&self) -> Vec<(String, String)> {
        let tree = self.tab.call_method(AccessibilityTree {}).expect("the accessibility tree");
        let text = |node: &serde_json::Value, field: &str| {
            node[field]["value"].as_str().unwrap_or_default().to_owned()
        };
        let seen = tree["nodes"].as_array().into_iter().flatten();
        let seen = seen.filter(|node| node["ignored"] == false);
        seen.map(|node| (text(node, "role"), text(node, "name"))).collect()
    }

    /// Clicks in the middle of the first link that shows `text`, also where no script of the page reaches.
    pub(crate) fn click_link(&self, text: &str) {
        let document = DOM::GetDocument { depth: Some(1_000), pierce: Some(true) };
        let root = self.tab.call_method(document).expect("the document").root;
        let link = find_link(&root, text).unwrap_or_else(|| panic!("no link {text:?}"));
        let quads =
            DOM::GetContentQuads { node_id: Some(link), backend_node_id: None, object_id: None };
        let quads = self.tab.call_method(quads).expect("a place").quads;
        let corners = quads.first().expect("it is to be seen");
        let middle = |from: usize| corners.iter().skip(from).step_by(2).sum::<f64>() / 4.0;
        self.tab.click_point(Point { x: middle(0), y: middle(1) }).expect("a click");
    }

    /// A picture of the page in this size and colour scheme, as PNG.
    pub(crate) fn picture(&self, width: u32, height: u32, dark: bool) -> Vec<u8> {
        let metrics = serde_json::json!({
            "width": width, "height": height, "deviceScaleFactor": 1.0, "mobile": false,
        });
        let metrics: Emulation::SetDeviceMetricsOverride =
            serde_json::from_value(metrics).expect("metrics");
        let scheme = if dark { "dark" } else { "light" }.to_owned();
        let name = "prefers-color-scheme".to_owned();
        let features = Some(vec![Emulation::MediaFeature { name, value: scheme }]);
        let media = Emulation::SetEmulatedMedia { media: None, features };
        self.tab.call_method(metrics).expect("another size");
        self.tab.call_method(media).expect("another colour scheme");
        self.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
        let format = Protocol::CaptureScreenshotFormatOption::Png;
        self.tab.capture_screenshot(format, None, None, true).expect("a picture")
    }

    /// Leaves a mark that is lost when the page is loaded anew.
    pub(crate) fn mark(&self) {
        self.value("window.mark = true");
    }

    /// Whether the page is the one that was marked.
    pub(crate) fn is_marked(&self) -> bool {
        self.value("window.mark === true") == true
    }
}

/// The accessibility tree as it comes: browsers know more properties than the types of the protocol do.
#[derive(Debug, serde::Serialize)]
struct AccessibilityTree {}

impl Method for AccessibilityTree {
    const NAME: &'static str = "Accessibility.getFullAXTree";
    type ReturnObject = serde_json::Value;
}

/// The first link below `node` that shows `text`.
fn find_link(node: &DOM::Node, text: &str) -> Option<DOM::NodeId> {
    let inner = node.children.iter().chain(&node.shadow_roots).flatten();
    let shows =
        |one: &DOM::Node| one.children.iter().flatten().any(|child| child.node_value == text);
    if node.node_name == "A" && shows(node) {
        return Some(node.node_id);
    }
    inner.into_iter().find_map(|child| find_link(child, text))
}

const TERMINAL: &str = "document.querySelector('.terminal')";

fn find_chromium() -> Result<PathBuf, Missing> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
        .or_else(|| headless_chrome::browser::default_executable().ok())
        .ok_or_else(|| Missing {
            what: "Chromium".to_owned(),
            bring: "sudo apt-get install chromium".to_owned(),
        })
}
