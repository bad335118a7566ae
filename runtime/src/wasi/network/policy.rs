//! What all rules together allow, and what names have led to.

use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, SocketAddr, TcpListener},
};

use super::{
    address::{canonical, is_public},
    rule::NetworkRule,
};
use crate::wasi::errno::Errno;

/// So many addresses that names led to are remembered, the last ones.
const MAX_RESOLVED: usize = 1024;

/// The rules of a guest; without any, it reaches nothing.
#[derive(Debug, Default)]
pub(in crate::wasi) struct Network {
    rules: Vec<NetworkRule>,
    /// Addresses that the guest found by a name, and which rule covers the name.
    ///
    /// A connection goes to an address that was checked, never to a name: so a name that leads
    /// somewhere else the next time gains nothing.
    resolved: VecDeque<(IpAddr, usize)>,
    stand_in: Option<StandIn>,
}

/// A listener of the embedder's for a guest that listens by itself.
#[derive(Debug)]
struct StandIn {
    listener: TcpListener,
    /// The port that it stands for, once it is known.
    port: Option<u16>,
}

impl Network {
    pub(in crate::wasi) fn allow(&mut self, rule: NetworkRule) {
        self.rules.push(rule);
    }

    pub(in crate::wasi) fn listen_by(&mut self, listener: TcpListener, port: Option<u16>) {
        self.stand_in = Some(StandIn { listener, port });
    }

    /// The embedder's listener, if there is one for this port. That of the first socket is its port if none was named.
    pub(in crate::wasi) fn stand_in(&mut self, port: u16) -> io::Result<Option<TcpListener>> {
        let Some(stand_in) = &mut self.stand_in else { return Ok(None) };
        if *stand_in.port.get_or_insert(port) != port {
            return Ok(None);
        }
        stand_in.listener.try_clone().map(Some)
    }

    /// # Errors
    /// [`Errno::Acces`] if the guest may open no socket at all.
    pub(in crate::wasi) fn must_exist(&self) -> Result<(), Errno> {
        allowed(!self.rules.is_empty() || self.stand_in.is_some())
    }

    /// # Errors
    /// [`Errno::Acces`] unless the guest may connect to an address, or send there.
    pub(in crate::wasi) fn must_reach(&self, address: SocketAddr) -> Result<(), Errno> {
        let by_rule = self
            .rules
            .iter()
            .any(|rule| rule.covers_port(address.port()) && rule.covers_address(address.ip()));
        let ip = canonical(address.ip());
        let by_name = || {
            self.resolved
                .iter()
                .any(|&(known, rule)| known == ip && self.rules[rule].covers_port(address.port()))
        };
        allowed(by_rule || by_name())
    }

    /// # Errors
    /// [`Errno::Acces`] unless the guest may listen at an address, or receive there.
    pub(in crate::wasi) fn must_own(&self, address: SocketAddr) -> Result<(), Errno> {
        allowed(
            self.rules
                .iter()
                .any(|rule| rule.covers_port(address.port()) && rule.names_address(address.ip())),
        )
    }

    /// # Errors
    /// [`Errno::Acces`] unless the guest may look up a name: already the question tells somebody
    /// something.
    pub(in crate::wasi) fn must_look_up(&self, name: &str) -> Result<(), Errno> {
        allowed(self.rules.iter().any(|rule| rule.covers_name(name)))
    }

    /// Leaves of the addresses that a name led to those that the guest may learn: public ones, and
    /// those that a rule names. They may be connected to from now on.
    pub(in crate::wasi) fn admit(&mut self, name: &str, addresses: &mut Vec<IpAddr>) {
        addresses.retain(|address| {
            is_public(canonical(*address))
                || self.rules.iter().any(|rule| rule.names_address(*address))
        });
        let covering = (0..self.rules.len()).filter(|&rule| self.rules[rule].covers_name(name));
        for rule in covering {
            for address in addresses.iter().filter(|address| is_public(canonical(**address))) {
                self.resolved.push_back((canonical(*address), rule));
            }
        }
        let surplus = self.resolved.len().saturating_sub(MAX_RESOLVED);
        self.resolved.drain(..surplus);
    }
}

fn allowed(is_allowed: bool) -> Result<(), Errno> {
    if is_allowed { Ok(()) } else { Err(Errno::Acces) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(rules: &[&str]) -> Network {
        let mut network = Network::default();
        for rule in rules {
            network.allow(rule.parse().unwrap());
        }
        network
    }

    fn reaches(network: &Network, address: &str) -> bool {
        network.must_reach(address.parse().unwrap()).is_ok()
    }

    #[test]
    fn nothing_is_reached_without_rules() {
        let network = network(&[]);
        assert_eq!(network.must_exist(), Err(Errno::Acces));
        assert!(!reaches(&network, "8.8.8.8:53"));
        assert_eq!(network.must_look_up("example.com"), Err(Errno::Acces));
    }

    #[test]
    fn a_name_opens_its_public_addresses_only() {
        let mut network = network(&["example.com:443"]);
        assert!(!reaches(&network, "8.8.8.8:443"));
        // What a resolver answers that somebody else has a hand in.
        let mut answer: Vec<IpAddr> =
            ["8.8.8.8", "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]
                .map(|text| text.parse().unwrap())
                .into();
        network.admit("example.com", &mut answer);
        assert_eq!(answer, ["8.8.8.8".parse::<IpAddr>().unwrap()]);
        assert!(reaches(&network, "8.8.8.8:443"));
        assert!(reaches(&network, "[::ffff:8.8.8.8]:443"));
        assert!(!reaches(&network, "8.8.8.8:80"));
        for private in ["127.0.0.1:443", "10.0.0.1:443", "[::1]:443", "169.254.169.254:443"] {
            assert!(!reaches(&network, private), "{private}");
        }
    }

    #[test]
    fn a_private_address_is_reached_by_its_own_rule() {
        let mut network = network(&["db.example.com:5432", "10.0.0.0/8:5432"]);
        let mut answer = vec!["10.0.0.1".parse().unwrap(), "192.168.0.1".parse().unwrap()];
        network.admit("db.example.com", &mut answer);
        assert_eq!(answer, ["10.0.0.1".parse::<IpAddr>().unwrap()]);
        assert!(reaches(&network, "10.0.0.1:5432"));
        assert!(!reaches(&network, "10.0.0.1:80"));
        assert!(!reaches(&network, "192.168.0.1:5432"));
    }

    #[test]
    fn listening_needs_a_rule_that_names_the_address() {
        let owns =
            |network: &Network, address: &str| network.must_own(address.parse().unwrap()).is_ok();
        assert!(!owns(&network(&["*"]), "8.8.8.8:80"));
        assert!(!owns(&network(&["*"]), "0.0.0.0:80"));
        assert!(owns(&network(&["localhost:80"]), "127.0.0.1:80"));
        assert!(!owns(&network(&["localhost:80"]), "0.0.0.0:80"));
        assert!(owns(&network(&["0.0.0.0:80"]), "0.0.0.0:80"));
        assert!(!owns(&network(&["0.0.0.0:80"]), "[::]:80"));
    }

    #[test]
    fn names_are_remembered_up_to_a_number() {
        let mut network = network(&["*.example.com"]);
        for number in 0..5000_u32 {
            let mut answer = vec![IpAddr::from((0x0800_0000 + number).to_be_bytes())];
            network.admit("a.example.com", &mut answer);
        }
        assert_eq!(network.resolved.len(), MAX_RESOLVED);
        assert!(!reaches(&network, "8.0.0.0:1") && reaches(&network, "8.0.19.135:1"));
    }
}
