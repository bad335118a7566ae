//! Tells the user where to look, once there is something to see.

use super::browser;
use super::event::Event;
use crate::cli::RunArgs;
use crate::output::Shell;
use crate::server::{Product, Server};

/// Tells the user where to look.
pub(super) struct Announcer<'a> {
    server: &'a Server,
    args: &'a RunArgs,
    shell: &'a Shell,
    page_is_known: bool,
    app_is_known: bool,
}

impl<'a> Announcer<'a> {
    /// Has told nothing yet.
    pub(super) fn new(server: &'a Server, args: &'a RunArgs, shell: &'a Shell) -> Self {
        Self { server, args, shell, page_is_known: false, app_is_known: false }
    }

    /// Tells what the user does not know: where the page is, and the web app if there is one.
    pub(super) fn announce(&mut self, product: Option<&Product>) {
        let app = match product {
            Some(Product::Site(_) | Product::Backend(_)) => self.server.app_url(),
            _ => None,
        };
        let app_is_new = app.is_some() && !self.app_is_known;
        if self.page_is_known && !app_is_new {
            return;
        }
        let page = self.server.url();
        if !self.page_is_known && !self.server.address().ip().is_loopback() {
            self.shell.warn("everyone on the network can open the page and read the program");
        }
        match &app {
            Some(app) => {
                self.shell.status("Serving", app);
                self.shell.status("Panels", &page);
            }
            None => self.shell.status("Serving", &page),
        }
        self.shell.event(&Event::Serving { url: &page, app: app.as_deref() });
        self.page_is_known = true;
        self.app_is_known |= app.is_some();
        if self.args.open {
            self.open();
        }
    }

    /// Opens the web app in the browser, or our page if there is none.
    pub(super) fn open(&self) {
        let app = self.server.app_url().filter(|_| self.app_is_known);
        if let Err(error) = browser::open(&app.unwrap_or_else(|| self.server.url())) {
            self.shell.warn(&format!("failed to open a browser: {error}"));
        }
    }
}
