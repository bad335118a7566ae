//! Tells the user where to look, once there is something to see.

use super::event::Event;
use super::{browser, qr_code};
use crate::cli::RunArgs;
use crate::output::Shell;
use crate::server::Locations;
use crate::servers::Registration;

/// Tells the user where to look.
pub(super) struct Announcer<'a> {
    locations: &'a Locations,
    /// Who else is told of the web app: `ps`.
    registration: Option<&'a Registration>,
    args: &'a RunArgs,
    shell: &'a Shell,
    page_is_known: bool,
    app_is_known: bool,
}

impl<'a> Announcer<'a> {
    /// Has told nothing yet.
    pub(super) fn new(
        locations: &'a Locations,
        registration: Option<&'a Registration>,
        args: &'a RunArgs,
        shell: &'a Shell,
    ) -> Self {
        let (page_is_known, app_is_known) = (false, false);
        Self { locations, registration, args, shell, page_is_known, app_is_known }
    }

    /// Tells what the user does not know: where the page is, and the web app if one is served.
    pub(super) fn announce(&mut self, has_app: bool) {
        let app = self.locations.app().filter(|_| has_app);
        let app_is_new = app.is_some() && !self.app_is_known;
        if self.page_is_known && !app_is_new {
            return;
        }
        let page = self.locations.page();
        match &app {
            Some(app) => {
                self.register(app);
                self.shell.status("Serving", app);
                self.shell.status("Panels", &page);
            }
            None => self.shell.status("Serving", &page),
        }
        let network = match &app {
            Some(_) => self.locations.apps_on_network(),
            None => self.locations.pages_on_network(),
        };
        self.announce_to_network(&network);
        self.shell.event(&Event::Serving { url: &page, app: app.as_deref(), network: &network });
        self.page_is_known = true;
        self.app_is_known |= app.is_some();
        if self.args.open {
            self.open();
        }
    }

    /// Has `ps` tell of the web app.
    fn register(&self, app: &str) {
        let told = self.registration.map_or(Ok(()), |registration| registration.tell_app(app));
        if let Err(error) = told {
            self.shell.warn(&format!("{error}: `ps` does not show the web app"));
        }
    }

    /// Tells where others reach it, and shows the likeliest for a phone to read.
    fn announce_to_network(&self, network: &[String]) {
        for url in network {
            self.shell.status("Network", url);
        }
        if !self.page_is_known && !self.locations.address().ip().is_loopback() {
            self.shell.warn("everyone on the network can open the page and read the program");
        }
        let picture = network.first().filter(|_| self.shell.has_terminal());
        if let Some(picture) = picture.and_then(|url| qr_code::picture(url)) {
            self.shell.text(&picture);
        }
    }

    /// Opens the web app in the browser, or our page if there is none.
    pub(super) fn open(&self) {
        let app = self.locations.app().filter(|_| self.app_is_known);
        if let Err(error) = browser::open(&app.unwrap_or_else(|| self.locations.page())) {
            self.shell.warn(&format!("failed to open a browser: {error}"));
        }
    }
}
