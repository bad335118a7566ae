//! Which names the server answers to. Pure.
//!
//! A hostile page can make its own name resolve to this machine (DNS rebinding) and would then be
//! of one origin with the server; but the browser still sends the page's name as `Host`.

use std::net::IpAddr;

/// The names in a `Host` header that are ours.
#[derive(Debug, Clone)]
pub struct AllowedHosts {
    bound: IpAddr,
    names: Vec<String>,
}

impl AllowedHosts {
    /// The names of the loopback, the address that the server is bound to, and `names`; one that begins
    /// with a dot stands for all names below it.
    pub fn new(bound: IpAddr, names: &[String]) -> Self {
        Self { bound, names: names.iter().map(|name| normalize(name)).collect() }
    }

    /// Whether `authority`, a host with or without a port, is ours.
    pub fn allows(&self, authority: &str) -> bool {
        host(authority).is_some_and(|host| {
            let host = normalize(host);
            self.is_named(&host) || is_localhost(&host) || self.allows_address(&host)
        })
    }

    fn is_named(&self, host: &str) -> bool {
        self.names.iter().any(|name| match name.strip_prefix('.') {
            Some(domain) => is_below(host, domain),
            None => host == name,
        })
    }

    /// Addresses cannot be rebound, so a server that listens on every interface answers to all.
    fn allows_address(&self, host: &str) -> bool {
        let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let Ok(ip) = address.unwrap_or(host).parse::<IpAddr>() else { return false };
        ip.is_ipv6() == address.is_some()
            && (ip == self.bound
                || ip == IpAddr::from([127, 0, 0, 1])
                || ip == IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])
                || self.bound.is_unspecified())
    }
}

fn is_localhost(host: &str) -> bool {
    host == "localhost" || is_below(host, "localhost")
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .and_then(|rest| rest.strip_suffix('.'))
        .is_some_and(|name| !name.is_empty() && !domain.is_empty() && is_name(name))
}

fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn normalize(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    // A name with a final dot is the same name.
    host.strip_suffix('.').map_or(host.clone(), str::to_owned)
}

/// The host of an authority, without the port; `None` if it is malformed.
fn host(authority: &str) -> Option<&str> {
    let end = match authority.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(end);
    let digits = port.strip_prefix(':').unwrap_or(port);
    let port_is_sound = port.is_empty()
        || (port.starts_with(':')
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit()));
    (port_is_sound && !host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own_names() {
        let hosts = AllowedHosts::new([127, 0, 0, 1].into(), &["Box.Example".to_owned()]);
        for own in [
            "localhost",
            "LOCALHOST:8420",
            "localhost.",
            "app.localhost:1",
            "127.0.0.1:8420",
            "[::1]:8420",
            "[::1]",
            "box.example:9000",
        ] {
            assert!(hosts.allows(own), "{own}");
        }
    }

    #[test]
    fn refuses_all_others() {
        let hosts = AllowedHosts::new([127, 0, 0, 1].into(), &[]);
        for foreign in [
            "",
            ":8420",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "evil.example:80@localhost",
            "localhost@evil.example",
            "127.0.0.1:8420:1",
            "127.0.0.1:",
            "127.0.0.1:80x",
            "192.168.1.5:8420",
            "0.0.0.0:8420",
            "::1",
            "[::1",
            "[127.0.0.1]",
            "[::1]evil",
            ".localhost",
            "/.localhost",
            "127.1",
            "2130706433",
            "0x7f000001",
            "loc\u{430}lhost",
        ] {
            assert!(!hosts.allows(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_dot_stands_for_all_names_below() {
        let hosts = AllowedHosts::new([127, 0, 0, 1].into(), &[".Lan.Example".to_owned()]);
        assert!(hosts.allows("box.lan.example:80") && hosts.allows("a.b.lan.example"));
        for foreign in ["lan.example", "evillan.example", ".lan.example", "a@b.lan.example"] {
            assert!(!hosts.allows(foreign), "{foreign}");
        }
        assert!(!AllowedHosts::new([127, 0, 0, 1].into(), &[".".to_owned()]).allows("evil."));
    }

    #[test]
    fn answers_to_addresses_when_bound_to_all_interfaces() {
        let hosts = AllowedHosts::new([0, 0, 0, 0].into(), &[]);
        assert!(hosts.allows("192.168.1.5:8420"));
        assert!(!hosts.allows("evil.example:8420"));
    }
}
