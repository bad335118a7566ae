//! How long a guest may run: its fuel, its time, and who else may stop it.

use wasmrun_runtime::wasi::WasiCtx;
use wasmrun_runtime::{Error, Store};

use super::Program;
use super::deadline::Deadline;
use crate::cancel::Registration;

/// The limits of a guest, until this is dropped.
pub(super) struct Limits {
    _deadline: Option<Deadline>,
    _stop: Option<Registration>,
}

impl Limits {
    /// Gives the guest as much fuel and time as it may use from now on.
    pub(super) fn set(store: &mut Store<WasiCtx>, program: &Program) -> Result<Self, Error> {
        if let Some(fuel) = program.fuel {
            store.set_fuel(fuel)?;
        }
        let deadline = match program.timeout {
            Some(time) => Some(Deadline::after(time, store.interrupt_handle()?)),
            None => None,
        };
        let stop = match &program.stop {
            Some(token) => {
                let guest = store.interrupt_handle()?;
                Some(token.on_cancel(move || guest.interrupt()))
            }
            None => None,
        };
        Ok(Self { _deadline: deadline, _stop: stop })
    }
}
