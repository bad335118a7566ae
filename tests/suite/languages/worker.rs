//! Workers of an open page, as the browser's debugger sees them.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};

use headless_chrome::Tab;
use headless_chrome::protocol::cdp::Target::{SendMessageToTarget, SetAutoAttach};
use headless_chrome::protocol::cdp::types::Event;
use serde_json::{Value, json};

use crate::served::PATIENCE;

/// The workers that a page starts.
pub(crate) struct Workers {
    tab: Arc<Tab>,
    sessions: Receiver<String>,
    /// What they say, with the session.
    messages: Receiver<(String, String)>,
}

/// One of them.
pub(crate) struct Worker {
    workers: Workers,
    session: String,
    /// The last call.
    call: u64,
    /// What happened, and nobody asked for yet.
    events: Vec<Value>,
}

impl Workers {
    /// Has the browser tell of each worker of a page that is yet to be opened.
    pub(crate) fn watch(tab: &Arc<Tab>) -> Self {
        let ((new, sessions), (said, messages)) = (mpsc::channel(), mpsc::channel());
        let senders = Mutex::new((new, said));
        let listener = move |event: &Event| {
            let senders = senders.lock().expect("nobody panics with it");
            // The browser outlives the test.
            let _ = match event {
                Event::AttachedToTarget(attached) => {
                    senders.0.send(attached.params.session_id.clone()).ok()
                }
                Event::ReceivedMessageFromTarget(received) => {
                    let received = &received.params;
                    senders.1.send((received.session_id.clone(), received.message.clone())).ok()
                }
                _ => None,
            };
        };
        tab.add_event_listener(Arc::new(listener)).expect("a listener");
        let attach = SetAutoAttach {
            auto_attach: true,
            wait_for_debugger_on_start: false,
            flatten: None,
            filter: None,
        };
        tab.call_method(attach).expect("workers are told of");
        Self { tab: tab.clone(), sessions, messages }
    }

    /// The first worker.
    pub(crate) fn next(self) -> Worker {
        let session = self.sessions.recv_timeout(PATIENCE).expect("a worker");
        Worker { workers: self, session, call: 0, events: Vec::new() }
    }
}

impl Worker {
    /// Calls a method of the debugger's protocol.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Value {
        self.call += 1;
        let call = json!({ "id": self.call, "method": method, "params": params });
        let message = SendMessageToTarget {
            message: call.to_string(),
            session_id: Some(self.session.clone()),
            target_id: None,
        };
        self.workers.tab.call_method(message).expect("the worker is there");
        loop {
            let answer = self.receive();
            if answer["id"] == self.call {
                assert_eq!(answer["error"], Value::Null, "{method}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    /// Waits for an event.
    pub(crate) fn event(&mut self, method: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let fits = |event: &Value| event["method"] == method && is_it(&event["params"]);
        let mut events = std::mem::take(&mut self.events).into_iter();
        let found = events.find(fits);
        self.events = events.collect();
        let mut event = found.unwrap_or(Value::Null);
        while !fits(&event) {
            event = self.receive();
        }
        event["params"].clone()
    }

    fn receive(&self) -> Value {
        loop {
            let (session, message) =
                self.workers.messages.recv_timeout(PATIENCE).expect("the worker says something");
            if session == self.session {
                return serde_json::from_str(&message).expect("JSON");
            }
        }
    }
}
