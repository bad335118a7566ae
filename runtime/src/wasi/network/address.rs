//! Which addresses are public: those that routers between networks know.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address that is really meant: some of version 6 stand for one of version 4.
pub(super) fn canonical(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => IpAddr::V4(inner),
            None => IpAddr::V6(address),
        },
        IpAddr::V4(_) => address,
    }
}

/// The address of version 4 in a mapped or translated one.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    const NAT64: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];
    if address.segments()[..6] == NAT64 {
        let [.., a, b, c, d] = address.octets();
        return Some(Ipv4Addr::new(a, b, c, d));
    }
    address.to_ipv4_mapped()
}

/// Whether an address is neither of this machine nor of a network nearby, and not set aside for
/// something special.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// What IANA's registry of special-purpose addresses does not list as reachable is not public.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match a {
        // This network, private, loopback, and from 224 on multicast and reserved.
        0 | 10 | 127 | 224.. => true,
        // Shared by customers of a provider.
        100 => b & 0xc0 == 64,
        // Link-local: clouds answer here with what machines may know.
        169 => b == 254,
        172 => b & 0xf0 == 16,
        // Private; protocol assignments and documentation; relays of version 6.
        192 => b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99),
        // Benchmarks, documentation.
        198 => b & 0xfe == 18 || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        _ => false,
    };
    !special
}

/// Only `2000::/3` is given out; within it, tunnels and documentation are special.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let special = match first {
        // Protocol assignments and Teredo, documentation.
        0x2001 => second < 0x200 || second == 0xdb8,
        // 6to4.
        0x2002 => true,
        0x3fff => second < 0x1000,
        _ => false,
    };
    first & 0xe000 == 0x2000 && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, public: bool) {
        let address: IpAddr = text.parse().unwrap();
        assert_eq!(is_public(canonical(address)), public, "{text}");
    }

    #[test]
    fn addresses_of_this_machine_and_of_networks_nearby_are_not_public() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "127.0.0.1",
            "127.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "::127.0.0.1",
            "3fff::1",
            "100::1",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn the_others_are() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.128.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            check(text, true);
        }
    }
}
