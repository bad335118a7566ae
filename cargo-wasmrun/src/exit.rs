//! Exit statuses: the one place that gives numbers to ways of ending.

use std::process::ExitCode;

/// How the program ends, as the number its caller sees.
///
/// Guests choose their own number with `proc_exit`; everything else is one of the constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit(u8);

impl Exit {
    /// All went well, or the guest said so.
    pub const SUCCESS: Self = Self(0);
    /// The thing asked about is wrong: an invalid module, a failed build.
    pub const FAILED: Self = Self(1);
    /// The command line is wrong: an unknown flag, a badly typed argument.
    pub const USAGE: Self = Self(2);
    /// The guest used up its time or its fuel.
    pub const LIMITED: Self = Self(124);
    /// The host could not do its part: a file not found, no plugin, no toolchain.
    pub const HOST: Self = Self(125);
    /// Ctrl-C, or a request to terminate.
    pub const INTERRUPTED: Self = Self(130);
    /// The guest trapped.
    pub const TRAPPED: Self = Self(134);

    /// The status a guest asked for. Operating systems keep its lowest eight bits only.
    pub fn from_guest(status: u32) -> Self {
        Self(status as u8)
    }

    /// The number itself, 0 to 255.
    pub fn status(self) -> u8 {
        self.0
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_status_keeps_its_lowest_byte() {
        assert_eq!(Exit::from_guest(42).status(), 42);
        assert_eq!(Exit::from_guest(0x1_07).status(), 7);
        assert_eq!(Exit::from_guest(u32::MAX).status(), 255);
    }
}
