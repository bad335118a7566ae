//! The envelope: JSON-RPC 2.0 requests, notifications and responses, one per line.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{ErrorKind, Method, Note, RpcError};

const JSONRPC: &str = "2.0";

/// Identifies a request within one session: an integer from 0 to 2⁵³ − 1, never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct RequestId(u64);

impl RequestId {
    /// The identifier with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// One line of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Asks for an answer.
    Request(Request),
    /// Wants no answer.
    Notification(Notification),
    /// Answers a request.
    Response(Response),
}

/// A message that asks for an answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// Identifies the answer.
    pub id: RequestId,
    /// What to do.
    pub method: String,
    /// With what; an object in every method of the protocol.
    pub params: Value,
}

/// A message that wants no answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Notification {
    /// What happened.
    pub method: String,
    /// The details; an object in every notification of the protocol.
    pub params: Value,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response {
    /// The request; `None` only for an error about a message whose identifier could not be read.
    pub id: Option<RequestId>,
    /// What was answered.
    pub outcome: Result<Value, RpcError>,
}

/// A line that is no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// The bytes are not UTF-8.
    #[error("the line is not valid UTF-8 from byte {valid_up_to} on")]
    NotUtf8 {
        /// Bytes before the first bad one.
        valid_up_to: usize,
    },
    /// The text is not JSON.
    #[error("the line is not JSON: {reason}")]
    NotJson {
        /// What the JSON reader says.
        reason: String,
    },
    /// The JSON is not a message.
    #[error("not a JSON-RPC 2.0 message: {reason}")]
    NotMessage {
        /// The identifier, if there is one that can be answered.
        id: Option<RequestId>,
        /// What is wrong.
        reason: String,
    },
}

impl ParseError {
    /// The response that a plugin owes for such a line.
    pub fn to_response(&self) -> Response {
        let (id, kind) = match self {
            Self::NotUtf8 { .. } | Self::NotJson { .. } => (None, ErrorKind::ParseError),
            Self::NotMessage { id, .. } => (*id, ErrorKind::InvalidRequest),
        };
        Response { id, outcome: Err(RpcError::new(kind, self.to_string())) }
    }
}

/// A value that cannot be put on the wire, such as a path that is not UTF-8.
#[derive(Debug, thiserror::Error)]
#[error("`{name}` cannot be put into a message")]
pub struct EncodeError {
    name: &'static str,
    #[source]
    source: serde_json::Error,
}

/// A value on the wire that does not fit its method.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bad {part} of `{method}`: {reason}")]
pub struct DecodeError {
    method: String,
    part: &'static str,
    reason: String,
}

impl From<DecodeError> for RpcError {
    fn from(error: DecodeError) -> Self {
        Self::new(ErrorKind::InvalidParams, error.to_string())
    }
}

/// What a line may hold, before its kind is known.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    jsonrpc: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    method: Option<Value>,
    #[serde(default)]
    params: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    error: Option<Value>,
}

/// Tells a field that is null from one that is absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Message {
    /// Reads a line; a line end, `\n` or `\r\n`, may or may not be there.
    pub fn parse(line: &[u8]) -> Result<Self, ParseError> {
        let text = std::str::from_utf8(line)
            .map_err(|error| ParseError::NotUtf8 { valid_up_to: error.valid_up_to() })?;
        let value: Value = serde_json::from_str(text)
            .map_err(|error| ParseError::NotJson { reason: error.to_string() })?;
        let Value::Object(fields) = value else {
            return Err(ParseError::NotMessage { id: None, reason: "not an object".to_owned() });
        };
        Self::from_fields(fields)
    }

    fn from_fields(fields: Map<String, Value>) -> Result<Self, ParseError> {
        let envelope: Envelope = serde_json::from_value(Value::Object(fields))
            .map_err(|error| ParseError::NotMessage { id: None, reason: error.to_string() })?;
        let id = envelope.id.as_ref().and_then(Value::as_u64).map(RequestId);
        envelope
            .into_message(id)
            .map_err(|reason| ParseError::NotMessage { id, reason: reason.to_owned() })
    }

    /// The line that stands for the message, with its line end.
    pub fn to_line(&self) -> String {
        match self {
            Self::Request(request) => request.to_line(),
            Self::Notification(notification) => notification.to_line(),
            Self::Response(response) => response.to_line(),
        }
    }
}

impl Envelope {
    fn into_message(self, id: Option<RequestId>) -> Result<Message, &'static str> {
        if self.jsonrpc.as_ref().and_then(Value::as_str) != Some(JSONRPC) {
            return Err("`jsonrpc` is not \"2.0\"");
        }
        let params = self.params.unwrap_or_else(|| Value::Object(Map::new()));
        match (self.method, self.result, self.error) {
            (Some(Value::String(method)), None, None) => match (id, self.id) {
                (Some(id), _) => Ok(Message::Request(Request { id, method, params })),
                (None, None) => Ok(Message::Notification(Notification { method, params })),
                (None, Some(_)) => Err("`id` is not an integer from 0 on"),
            },
            (Some(_), None, None) => Err("`method` is not a string"),
            (None, Some(result), None) => {
                let id = id.ok_or("`id` is not an integer from 0 on")?;
                Ok(Message::Response(Response { id: Some(id), outcome: Ok(result) }))
            }
            (None, None, Some(error)) => {
                let error = serde_json::from_value(error).map_err(|_| "`error` is malformed")?;
                Ok(Message::Response(Response { id, outcome: Err(error) }))
            }
            _ => Err("exactly one of `method`, `result` and `error` must be there"),
        }
    }
}

impl Request {
    /// A request for a method of the protocol.
    pub fn new<M: Method>(id: RequestId, params: &M::Params) -> Result<Self, EncodeError> {
        Ok(Self { id, method: M::NAME.to_owned(), params: encode(M::NAME, params)? })
    }

    /// The parameters, once the method is known.
    pub fn decode<M: Method>(&self) -> Result<M::Params, DecodeError> {
        decode(&self.method, "parameters", &self.params)
    }

    /// The line that stands for the request, with its line end.
    pub fn to_line(&self) -> String {
        let Self { id, method, params } = self;
        line(&Wire {
            id: Some(id.get().into()),
            method: Some(method),
            params: Some(params),
            ..Wire::EMPTY
        })
    }
}

impl Notification {
    /// A notification of the protocol.
    pub fn new<N: Note>(note: &N) -> Result<Self, EncodeError> {
        Ok(Self { method: N::NAME.to_owned(), params: encode(N::NAME, note)? })
    }

    /// The details, once the method is known.
    pub fn decode<N: Note>(&self) -> Result<N, DecodeError> {
        decode(&self.method, "parameters", &self.params)
    }

    /// The line that stands for the notification, with its line end.
    pub fn to_line(&self) -> String {
        let Self { method, params } = self;
        line(&Wire { method: Some(method), params: Some(params), ..Wire::EMPTY })
    }
}

impl Response {
    /// A request was done.
    pub fn success<M: Method>(id: RequestId, answer: &M::Answer) -> Result<Self, EncodeError> {
        Ok(Self { id: Some(id), outcome: Ok(encode(M::NAME, answer)?) })
    }

    /// A request failed; without an identifier, a line was no request.
    pub fn failure(id: Option<RequestId>, error: RpcError) -> Self {
        Self { id, outcome: Err(error) }
    }

    /// What was answered, once the method is known; a failure is an answer too.
    pub fn decode<M: Method>(self) -> Result<Result<M::Answer, RpcError>, DecodeError> {
        match self.outcome {
            Ok(result) => decode(M::NAME, "result", &result).map(Ok),
            Err(error) => Ok(Err(error)),
        }
    }

    /// The line that stands for the response, with its line end.
    pub fn to_line(&self) -> String {
        let id = Some(self.id.map_or(Value::Null, |id| id.get().into()));
        let wire = match &self.outcome {
            Ok(result) => Wire { id, result: Some(result), ..Wire::EMPTY },
            Err(error) => Wire { id, error: Some(error), ..Wire::EMPTY },
        };
        line(&wire)
    }
}

/// A message as it is written: `None` is a field that is not there.
#[derive(Serialize)]
struct Wire<'a> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a RpcError>,
}

impl Wire<'_> {
    const EMPTY: Self =
        Self { jsonrpc: JSONRPC, id: None, method: None, params: None, result: None, error: None };
}

fn line(wire: &Wire<'_>) -> String {
    // Every part is a JSON value already, or strings and numbers only.
    let mut line = serde_json::to_string(wire).expect("JSON values can be written as text");
    line.push('\n');
    line
}

fn encode<T: Serialize>(name: &'static str, value: &T) -> Result<Value, EncodeError> {
    serde_json::to_value(value).map_err(|source| EncodeError { name, source })
}

fn decode<T: DeserializeOwned>(
    method: &str,
    part: &'static str,
    value: &Value,
) -> Result<T, DecodeError> {
    let error = |reason| DecodeError { method: method.to_owned(), part, reason };
    // Serde would also read a struct from an array, by position.
    if !value.is_object() {
        return Err(error("not an object".to_owned()));
    }
    T::deserialize(value).map_err(|source| error(source.to_string()))
}
