//! Where the server is found: addresses to open here, and on other machines.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::{Base, network};

/// Where the server is found.
#[derive(Debug, Clone)]
pub struct Locations {
    scheme: &'static str,
    page: SocketAddr,
    app: Option<(SocketAddr, Base)>,
}

impl Locations {
    pub(super) fn new(
        is_encrypted: bool,
        page: SocketAddr,
        app: Option<(SocketAddr, Base)>,
    ) -> Self {
        Self { scheme: if is_encrypted { "https" } else { "http" }, page, app }
    }

    /// The address that our page is at.
    pub fn address(&self) -> SocketAddr {
        self.page
    }

    /// The port of the web app, if there may be one.
    pub fn app_port(&self) -> Option<u16> {
        self.app.as_ref().map(|(address, _)| address.port())
    }

    /// Our page, to open in a browser.
    pub fn page(&self) -> String {
        self.url(self.here(), self.page.port())
    }

    /// The web app, to open in a browser.
    pub fn app(&self) -> Option<String> {
        self.app_at(self.here())
    }

    /// Our page, for others on the network; none if they cannot reach it.
    pub fn pages_on_network(&self) -> Vec<String> {
        let port = self.page.port();
        self.elsewhere().into_iter().map(|ip| self.url(ip, port)).collect()
    }

    /// The web app, for others on the network; none if they cannot reach it.
    pub fn apps_on_network(&self) -> Vec<String> {
        self.elsewhere().into_iter().filter_map(|ip| self.app_at(ip)).collect()
    }

    fn app_at(&self, ip: IpAddr) -> Option<String> {
        let (address, base) = self.app.as_ref()?;
        let path = if base.is_root() { "" } else { base.as_str() };
        Some(format!("{}{path}", self.url(ip, address.port())))
    }

    fn here(&self) -> IpAddr {
        let ip = self.page.ip();
        if ip.is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { ip }
    }

    fn elsewhere(&self) -> Vec<IpAddr> {
        network::addresses(self.page.ip())
    }

    fn url(&self, ip: IpAddr, port: u16) -> String {
        format!("{}://{}", self.scheme, SocketAddr::new(ip, port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_that_a_browser_can_open() {
        let page = "0.0.0.0:8420".parse().unwrap();
        let app = ("0.0.0.0:8421".parse().unwrap(), "/a/".parse().unwrap());
        let locations = Locations::new(true, page, Some(app));
        assert_eq!(locations.page(), "https://127.0.0.1:8420");
        assert_eq!(locations.app().unwrap(), "https://127.0.0.1:8421/a/");
        let one = Locations::new(false, "[2001:db8::1]:80".parse().unwrap(), None);
        assert_eq!((one.page(), one.app()), ("http://[2001:db8::1]:80".to_owned(), None));
        assert_eq!(one.pages_on_network(), ["http://[2001:db8::1]:80"]);
    }
}
