//! The addresses of this machine that others on the network reach it by.

use std::net::{IpAddr, Ipv6Addr};

/// Where others reach a server that listens on `bound`: the likeliest first, none if they cannot.
pub(super) fn addresses(bound: IpAddr) -> Vec<IpAddr> {
    if !bound.is_unspecified() {
        return if bound.is_loopback() { Vec::new() } else { vec![bound] };
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_else(|error| {
        tracing::warn!(%error, "the addresses of this machine are not known");
        Vec::new()
    });
    let own = interfaces.into_iter().map(|interface| interface.ip());
    let mut reachable: Vec<IpAddr> = own.filter(|&ip| is_reachable(ip, bound)).collect();
    reachable.sort_by_key(|&ip| (!is_of_lan(ip), ip));
    reachable.dedup();
    reachable
}

fn is_reachable(ip: IpAddr, bound: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_link_local(),
        // Those of a link need the name of an interface, which browsers do not take.
        IpAddr::V6(ip) => bound.is_ipv6() && !ip.is_loopback() && !is_of_link(ip),
    }
}

fn is_of_link(ip: Ipv6Addr) -> bool {
    ip.segments()[0] & 0xffc0 == 0xfe80
}

fn is_of_lan(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V4(ip) if ip.is_private())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_server_on_one_address_is_there_and_nowhere_else() {
        assert!(addresses(ip("127.0.0.1")).is_empty());
        assert_eq!(addresses(ip("192.168.1.5")), [ip("192.168.1.5")]);
    }

    #[test]
    fn only_addresses_that_a_browser_elsewhere_can_open_are_told() {
        let every = ip("0.0.0.0");
        assert!(is_reachable(ip("10.0.0.2"), every));
        assert!(!is_reachable(ip("169.254.3.4"), every));
        assert!(!is_reachable(ip("2001:db8::1"), every));
        assert!(is_reachable(ip("2001:db8::1"), ip("::")));
        assert!(!is_reachable(ip("fe80::1"), ip("::")));
        assert!(addresses(every).iter().all(|&ip| ip.is_ipv4() && !ip.is_loopback()));
    }
}
