//! What every line of a plugin must satisfy, whatever is being tested.

use std::collections::BTreeMap;

use serde_json::Value;
use wasmrun_protocol::{
    DiagnosticNote, LogNote, Message, Method, Note, Notification, OutputNote, ProgressNote,
    RequestId, Response, RpcError, method,
};

use super::report::{Outcome, Report, failed};
use super::schema::Schemas;

/// Looks at every line, and remembers the first fault against each requirement.
#[derive(Debug)]
pub(super) struct Observer {
    schemas: Schemas,
    faults: BTreeMap<&'static str, String>,
    lines: usize,
}

impl Observer {
    pub(super) fn new() -> Self {
        Self { schemas: Schemas::new(), faults: BTreeMap::new(), lines: 0 }
    }

    /// Remembers a fault.
    pub(super) fn blame(&mut self, id: &'static str, reason: impl Into<String>) {
        self.faults.entry(id).or_insert_with(|| reason.into());
    }

    /// What a line is, if it is a message.
    pub(super) fn line(&mut self, line: &[u8]) -> Option<Message> {
        self.lines += 1;
        let Ok(text) = std::str::from_utf8(line) else {
            self.blame("W03", format!("a line is not UTF-8: {}", quote(line)));
            return None;
        };
        if text.trim().is_empty() {
            return None;
        }
        if !text.starts_with('{') {
            self.blame("W02", format!("standard output held `{}`", quote(line)));
            return None;
        }
        match Message::parse(line) {
            Ok(Message::Request(request)) => {
                self.blame("S09", format!("it made a request, `{}`", request.method));
                None
            }
            Ok(message) => Some(message),
            Err(error) => {
                self.blame("W03", format!("{error}: {}", quote(line)));
                None
            }
        }
    }

    /// Looks at a note that came while `open` was not answered.
    pub(super) fn note(&mut self, note: &Notification, open: Option<RequestId>) {
        let (problem, request) = match note.method.as_str() {
            LogNote::NAME => judge(note, |note: LogNote| note.request),
            ProgressNote::NAME => judge(note, |note: ProgressNote| Some(note.request)),
            OutputNote::NAME => judge(note, |note: OutputNote| Some(note.request)),
            DiagnosticNote::NAME => judge(note, |note: DiagnosticNote| Some(note.request)),
            unknown => {
                self.blame("S10", format!("the notification `{unknown}` is not known"));
                return;
            }
        };
        if let Some(problem) = problem {
            self.blame("S09", problem);
        }
        if let Some(request) = request.filter(|request| Some(*request) != open) {
            let name = &note.method;
            self.blame(
                "W08",
                format!("a `{name}` belongs to request {request}, which is not open"),
            );
        }
        self.fields(&format!("{}.params.json", note.method), &note.method, &note.params);
    }

    /// Looks at an answer to a request for `method`.
    pub(super) fn answer(&mut self, response: &Response, method: &str) {
        match &response.outcome {
            Ok(result) => {
                if let Some(problem) = judge_result(response, method) {
                    self.blame("S09", problem);
                }
                self.fields(&format!("{method}.result.json"), method, result);
            }
            Err(error) => {
                let value = serde_json::to_value::<&RpcError>(error).unwrap_or_default();
                self.fields("error.json", method, &value);
            }
        }
    }

    fn fields(&mut self, schema: &str, name: &str, value: &Value) {
        if let Some(field) = self.schemas.unknown_fields(schema, value).first() {
            self.blame("S10", format!("`{name}` has the unknown field `{field}`"));
        }
    }

    /// Notes what all lines together say about the requirements that hold for each.
    pub(super) fn conclude(&self, report: &mut Report) {
        for id in ["W02", "W03", "W08", "S09"] {
            let result = match self.faults.get(id) {
                Some(reason) => failed(reason),
                None if self.lines == 0 => Err(Outcome::Skipped("it said nothing".to_owned())),
                None => Ok(()),
            };
            report.judge(id, result);
        }
        let unknown = self.faults.get("S10").map(|reason| Outcome::Warned(reason.clone()));
        report.judge("S10", unknown.map_or(Ok(()), Err));
    }
}

/// What is wrong with a note, and the request that it belongs to.
fn judge<N: Note>(
    note: &Notification,
    request: impl FnOnce(N) -> Option<RequestId>,
) -> (Option<String>, Option<RequestId>) {
    match note.decode::<N>() {
        Ok(note) => (None, request(note)),
        Err(error) => (Some(error.to_string()), None),
    }
}

/// What is wrong with a result.
fn judge_result(response: &Response, method: &str) -> Option<String> {
    fn decode<M: Method>(response: &Response) -> Option<String> {
        response.clone().decode::<M>().err().map(|error| error.to_string())
    }
    match method {
        method::Initialize::NAME => decode::<method::Initialize>(response),
        method::Detect::NAME => decode::<method::Detect>(response),
        method::Check::NAME => decode::<method::Check>(response),
        method::Build::NAME => decode::<method::Build>(response),
        method::Setup::NAME => decode::<method::Setup>(response),
        method::Validate::NAME => decode::<method::Validate>(response),
        method::Inputs::NAME => decode::<method::Inputs>(response),
        method::Clean::NAME => decode::<method::Clean>(response),
        method::Create::NAME => decode::<method::Create>(response),
        _ => None,
    }
}

/// The beginning of a line.
fn quote(line: &[u8]) -> String {
    const QUOTED: usize = 80;
    let text = String::from_utf8_lossy(&line[..line.len().min(QUOTED)]).into_owned();
    if line.len() > QUOTED { text + "…" } else { text }
}
