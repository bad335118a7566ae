//! Tests of the plugin as a whole, through the protocol.

mod introduction;
