//! Looking names up, so that requests to stop are heard meanwhile.

use std::{
    io,
    net::{IpAddr, ToSocketAddrs},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use crate::{Interruption, wasi::errno::Errno};

/// How often a guest that waits for a name looks for requests to stop.
const LOOK_AROUND: Duration = Duration::from_millis(20);

/// The addresses that the host knows for a name, in its order.
///
/// The host's resolver cannot be interrupted: so it works in a thread of its own, which is left to
/// itself when the guest is stopped.
pub(in crate::wasi) fn resolve(
    name: &str,
    interruption: Option<&Interruption>,
) -> Result<Vec<IpAddr>, Errno> {
    if let Ok(address) = name.parse() {
        return Ok(vec![address]);
    }
    let name = name.to_owned();
    let (answer, answers) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        // Nobody may be waiting any more.
        let _ = answer.send(look_up(&name));
    })?;
    loop {
        match answers.recv_timeout(LOOK_AROUND) {
            Ok(found) => return found.map_err(|_| Errno::Noent),
            Err(RecvTimeoutError::Disconnected) => return Err(Errno::Io),
            Err(RecvTimeoutError::Timeout) => {
                if interruption.is_some_and(Interruption::is_requested) {
                    return Err(Errno::Intr);
                }
            }
        }
    }
}

fn look_up(name: &str) -> io::Result<Vec<IpAddr>> {
    let mut addresses: Vec<IpAddr> =
        (name, 0_u16).to_socket_addrs()?.map(|address| address.ip()).collect();
    addresses.dedup();
    Ok(addresses)
}
