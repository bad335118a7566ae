//! Holds a plugin against one level after the other.

use wasmrun_protocol::requirement::REQUIREMENTS;

use super::super::Error;
use super::kit::{Kit, Subject};
use super::report::{Outcome, Report};
use super::{build, handshake, methods, wire};

/// Holds a plugin against every requirement.
pub fn examine(subject: &Subject) -> Result<Report, Error> {
    let mut kit = Kit::new(subject)?;
    let mut report = Report::default();
    match kit.meet(&mut report) {
        Ok(()) => {
            wire::examine(&kit, &mut report);
            handshake::examine(&kit, &mut report);
            methods::examine(&kit, &mut report);
            build::examine(&kit, &mut report);
        }
        Err(outcome) => {
            report.note("S11", outcome);
            for requirement in REQUIREMENTS {
                if !report.findings().any(|finding| finding.requirement.id == requirement.id) {
                    let reason = "the plugin did not get past `initialize`".to_owned();
                    report.note(requirement.id, Outcome::Skipped(reason));
                }
            }
        }
    }
    kit.observer.borrow().conclude(&mut report);
    Ok(report)
}
