//! One rule about where a guest may connect to or listen.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use super::address::{canonical, is_public};

/// What a guest may reach: a host and its ports.
///
/// | written | covers |
/// |---|---|
/// | `example.com:443` | the name's public addresses, that port |
/// | `*.example.com` | the names below it, any port |
/// | `*:80` | any public address, that port |
/// | `10.0.0.7:5432`, `[fd00::7]:5432` | that address, private or not |
/// | `10.0.0.0/8:8000-8999`, `[fd00::/8]` | a range of addresses, private or not |
/// | `localhost:8080` | this machine, as `127.0.0.1` and `::1` |
///
/// Addresses that are not public (those of this machine and of networks nearby, and whatever is
/// set aside) are covered by rules that name them only, whatever names may lead there. To listen,
/// or to receive what was not asked for, a rule has to name the address: no name and no `*` covers
/// that.
///
/// ```
/// use wasmrun_runtime::wasi::NetworkRule;
///
/// let rule: NetworkRule = "*.example.com:8000-8999".parse()?;
/// assert!("10.0.0.0/33".parse::<NetworkRule>().is_err());
/// # Ok::<(), wasmrun_runtime::wasi::NetworkRuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkRule {
    host: Host,
    ports: Ports,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    /// Every public address.
    Any,
    /// A name, in lower case.
    Name(String),
    /// What is below a name; with the dot before it.
    Below(String),
    Localhost,
    /// The addresses that share so many bits with this one.
    Range(IpAddr, u32),
}

/// The first and the last port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ports(u16, u16);

/// A rule that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected HOST[:PORT], such as `example.com:443`, `*.example.com`, `10.0.0.0/8:5432` or `[::1]:8080`"
)]
pub struct NetworkRuleError;

impl NetworkRule {
    /// Whether the guest may look this name up.
    pub(super) fn covers_name(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        match &self.host {
            Host::Any => true,
            Host::Name(known) => name == known,
            Host::Below(suffix) => {
                name.strip_suffix(suffix.as_str()).is_some_and(|rest| !rest.is_empty())
            }
            Host::Localhost => name == "localhost",
            Host::Range(..) => false,
        }
    }

    /// Whether the rule itself covers an address.
    pub(super) fn covers_address(&self, address: IpAddr) -> bool {
        self.names_address(address) || (self.host == Host::Any && is_public(canonical(address)))
    }

    /// Whether the rule covers an address by naming it.
    pub(super) fn names_address(&self, address: IpAddr) -> bool {
        let address = canonical(address);
        match &self.host {
            Host::Localhost => match address {
                IpAddr::V4(address) => address == Ipv4Addr::LOCALHOST,
                IpAddr::V6(address) => address == Ipv6Addr::LOCALHOST,
            },
            Host::Range(start, bits) => shares(*start, address, *bits),
            Host::Any | Host::Name(_) | Host::Below(_) => false,
        }
    }

    pub(super) fn covers_port(&self, port: u16) -> bool {
        (self.ports.0..=self.ports.1).contains(&port)
    }
}

/// Whether the first bits of two addresses of one version are the same.
fn shares(first: IpAddr, second: IpAddr, bits: u32) -> bool {
    match (first, second) {
        (IpAddr::V4(first), IpAddr::V4(second)) => {
            (first.to_bits() ^ second.to_bits()).checked_shr(32 - bits).unwrap_or(0) == 0
        }
        (IpAddr::V6(first), IpAddr::V6(second)) => {
            (first.to_bits() ^ second.to_bits()).checked_shr(128 - bits).unwrap_or(0) == 0
        }
        _ => false,
    }
}

impl FromStr for NetworkRule {
    type Err = NetworkRuleError;

    fn from_str(text: &str) -> Result<Self, NetworkRuleError> {
        let (host, ports) = split(text).ok_or(NetworkRuleError)?;
        let ports = ports.map_or(Some(Ports(0, u16::MAX)), ports_of).ok_or(NetworkRuleError)?;
        Ok(Self { host: host_of(host).ok_or(NetworkRuleError)?, ports })
    }
}

/// The host and the ports. Addresses of version 6 are in brackets if there are ports.
fn split(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        if !host.contains(':') {
            return None;
        }
        return if rest.is_empty() {
            Some((host, None))
        } else {
            Some((host, Some(rest.strip_prefix(':')?)))
        };
    }
    Some(match text.split_once(':') {
        Some((_, rest)) if rest.contains(':') => (text, None),
        Some((host, ports)) => (host, Some(ports)),
        None => (text, None),
    })
}

fn ports_of(text: &str) -> Option<Ports> {
    let number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u16>().ok())?
    };
    match text.split_once('-') {
        _ if text == "*" => Some(Ports(0, u16::MAX)),
        None => number(text).map(|port| Ports(port, port)),
        Some((first, last)) => {
            let ports = Ports(number(first)?, number(last)?);
            (ports.0 <= ports.1).then_some(ports)
        }
    }
}

fn host_of(text: &str) -> Option<Host> {
    if text == "*" {
        return Some(Host::Any);
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(range(address, if address.is_ipv4() { 32 } else { 128 }));
    }
    if let Some((address, bits)) = text.split_once('/') {
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.parse().ok().filter(|bits| *bits <= most)?;
        return Some(range(address, bits));
    }
    let text = text.to_ascii_lowercase();
    if let Some(suffix) = text.strip_prefix('*') {
        return (suffix.starts_with('.') && is_name(&suffix[1..]))
            .then(|| Host::Below(suffix.to_owned()));
    }
    match text.as_str() {
        "localhost" => Some(Host::Localhost),
        name => is_name(name).then(|| Host::Name(name.to_owned())),
    }
}

/// A range, in terms of the addresses that are really meant.
fn range(address: IpAddr, bits: u32) -> Host {
    match canonical(address) {
        inner @ IpAddr::V4(_) if address.is_ipv6() && bits >= 96 => Host::Range(inner, bits - 96),
        _ => Host::Range(address, bits),
    }
}

/// Whether this can be the name of a host. What looks like a number would be an address to some.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let mut bytes = label.bytes();
        !label.is_empty()
            && label.len() <= 63
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.split('.').all(is_label)
        && !last.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> NetworkRule {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn covers(rule_text: &str, address: &str) -> bool {
        rule(rule_text).covers_address(address.parse().unwrap())
    }

    #[test]
    fn any_host_is_any_public_one() {
        assert!(covers("*", "8.8.8.8"));
        assert!(covers("*:53", "2606:4700::1111"));
        for private in ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "0.0.0.0"] {
            assert!(!covers("*", private), "{private}");
        }
    }

    #[test]
    fn a_range_covers_what_is_in_it() {
        assert!(covers("10.0.0.0/8", "10.255.0.1"));
        assert!(covers("10.1.2.3/8", "10.255.0.1"));
        assert!(covers("10.0.0.0/8", "::ffff:10.0.0.1"));
        assert!(covers("::ffff:10.0.0.0/104", "10.9.9.9"));
        assert!(!covers("10.0.0.0/8", "11.0.0.1"));
        assert!(covers("0.0.0.0/0", "192.168.0.1"));
        assert!(!covers("0.0.0.0/0", "::1"));
        assert!(covers("[fd00::/8]:80", "fd12::1"));
        assert!(covers("::1", "::1"));
        assert!(!covers("[::1]:80", "::2"));
        assert!(covers("192.168.0.7", "192.168.0.7"));
        assert!(!covers("192.168.0.7", "192.168.0.6"));
        assert!(covers("::/0", "::1"));
    }

    #[test]
    fn names_cover_names_and_no_addresses() {
        assert!(rule("Example.com").covers_name("example.COM."));
        assert!(!rule("example.com").covers_name("www.example.com"));
        assert!(rule("*.example.com").covers_name("a.b.example.com"));
        for other in ["example.com", "badexample.com", "example.com.evil.org", ".example.com"] {
            assert!(!rule("*.example.com").covers_name(other), "{other}");
        }
        assert!(!covers("example.com", "93.184.216.34"));
        assert!(rule("*").covers_name("anything.org"));
        assert!(!rule("10.0.0.0/8").covers_name("10.0.0.1"));
    }

    #[test]
    fn this_machine_has_a_name() {
        assert!(rule("localhost:80").covers_name("LOCALHOST"));
        assert!(rule("localhost").names_address("127.0.0.1".parse().unwrap()));
        assert!(rule("localhost").names_address("::1".parse().unwrap()));
        assert!(!rule("localhost").names_address("127.0.0.2".parse().unwrap()));
    }

    #[test]
    fn ports_are_one_or_a_range_or_all() {
        assert!(rule("a.org").covers_port(0) && rule("a.org:*").covers_port(65535));
        assert!(rule("a.org:443").covers_port(443) && !rule("a.org:443").covers_port(80));
        let range = rule("[::1]:8000-8002");
        assert!(range.covers_port(8000) && range.covers_port(8002));
        assert!(!range.covers_port(7999) && !range.covers_port(8003));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for text in [
            "",
            ":80",
            "a.org:",
            "a.org:65536",
            "a.org:-1",
            "a.org:+1",
            "a.org:9-8",
            "a..org",
            "a b",
            "10.0.0.0/33",
            "fd00::/129",
            "10.0.0/8",
            "1.2.3",
            "[::1",
            "[::1]80",
            "[a.org]:80",
            "*a.org",
            "*.",
            "a.*.org",
            "**",
            "http://a.org",
            "a.org/8",
            "::1::2",
            "127.1",
        ] {
            assert!(text.parse::<NetworkRule>().is_err(), "{text}");
        }
    }
}
