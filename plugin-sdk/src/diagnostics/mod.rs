//! From what tools print to [`Diagnostic`](crate::Diagnostic)s.
