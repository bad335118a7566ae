//! Addresses as they are in guest memory.

use std::net::{IpAddr, SocketAddr};

use crate::wasi::{
    errno::Errno,
    memory::{GuestMemory, field},
    types::Pointer,
};

/// Where the bytes of an address are, and how many there is room for.
///
/// Guests give either the bare address, or room for 128 bytes that begin with a family.
#[derive(Clone, Copy, Debug)]
pub(super) struct AddressRecord {
    buffer: Pointer,
    size: u32,
}

/// The room that tells that a family comes first.
const WITH_FAMILY: u32 = 128;

/// The numbers of address families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    V4 = 1,
    V6 = 2,
}

impl TryFrom<u32> for Family {
    type Error = Errno;

    fn try_from(number: u32) -> Result<Self, Errno> {
        match number {
            1 => Ok(Self::V4),
            2 => Ok(Self::V6),
            _ => Err(Errno::Afnosupport),
        }
    }
}

impl Family {
    pub(super) fn of(address: IpAddr) -> Self {
        if address.is_ipv4() { Self::V4 } else { Self::V6 }
    }

    fn length(self) -> u32 {
        match self {
            Self::V4 => 4,
            Self::V6 => 16,
        }
    }
}

impl AddressRecord {
    /// The record at `at`: a pointer and a length.
    pub(super) fn load(memory: &GuestMemory<'_>, at: Pointer) -> Result<Self, Errno> {
        let record: &[u8; 8] = memory.record(at, 0)?;
        let record = Self { buffer: field::u32(record, 0), size: field::u32(record, 4) };
        memory.check(record.buffer, record.size.min(WITH_FAMILY))?;
        Ok(record)
    }

    /// The address in it, with a port.
    pub(super) fn address(self, memory: &GuestMemory<'_>, port: u32) -> Result<SocketAddr, Errno> {
        let port = u16::try_from(port).map_err(|_| Errno::Inval)?;
        let (family, skipped) = match self.size {
            4 => (Family::V4, 0),
            16 => (Family::V6, 0),
            WITH_FAMILY => {
                let number = field::u16(memory.slice(self.buffer, 2)?, 0);
                (Family::try_from(u32::from(number))?, 2)
            }
            _ => return Err(Errno::Inval),
        };
        let bytes = memory.slice(self.buffer, self.size)?;
        let bytes = &bytes[skipped..skipped + family.length() as usize];
        Ok(SocketAddr::new(ip(bytes)?, port))
    }

    /// Puts an address into it.
    pub(super) fn store(self, memory: &mut GuestMemory<'_>, address: IpAddr) -> Result<(), Errno> {
        let family = Family::of(address);
        let bytes = octets(address);
        if self.size >= WITH_FAMILY {
            let tagged = [&(family as u16).to_le_bytes(), &bytes[..]].concat();
            memory.write(self.buffer, &tagged)
        } else if self.size >= family.length() {
            memory.write(self.buffer, &bytes)
        } else {
            Err(Errno::Inval)
        }
    }
}

fn ip(bytes: &[u8]) -> Result<IpAddr, Errno> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).map_err(|_| Errno::Inval)
}

/// The bytes of an address in the order of networks.
pub(super) fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}
