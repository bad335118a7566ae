//! Which plugin writes a new project: the one that is named, or that builds a language.

use super::{CallError, Context, Error, Session, discover, introduce};
use crate::cancel::CancelToken;

/// The plugins that can write new projects, started, by name.
pub fn creators(context: &Context, cancel: &CancelToken) -> Vec<Session> {
    let introduced = introduce(discover(&context.settings).plugins, context, cancel);
    let mut creators = Vec::new();
    for (found, session) in introduced {
        match session {
            Ok(session) if session.capabilities().create => creators.push(session),
            Ok(_) | Err(CallError::Cancelled) => {}
            Err(CallError::Refused(error)) => context.shell.warn(&error.message),
            Err(CallError::Plugin(error)) => {
                tracing::debug!("plugin `{}` was left out: {error}", found.name);
                context.shell.warn(&error.to_string());
            }
        }
    }
    creators
}

/// The one of `creators` that the user means.
pub fn choose_creator(creators: Vec<Session>, context: &Context) -> Result<Session, Error> {
    let build = &context.settings.build;
    let mut known: Vec<String> = creators.iter().flat_map(languages).collect();
    known.sort();
    known.dedup();
    let is_meant = |session: &Session| match (&build.plugin, &build.language) {
        (Some(plugin), _) => session.name() == plugin,
        (None, Some(language)) => {
            languages(session).any(|known| known.eq_ignore_ascii_case(language))
        }
        (None, None) => true,
    };
    let priority = |session: &Session| {
        let entry = context.settings.plugins.get(session.name());
        (entry.map_or(0, |entry| entry.priority), !session.found().official)
    };
    let mut meant: Vec<Session> = creators.into_iter().filter(is_meant).collect();
    meant.sort_by_key(|session| std::cmp::Reverse(priority(session)));
    let tie = meant.get(1).is_some_and(|second| priority(second) == priority(&meant[0]));
    if tie || (meant.len() > 1 && build.language.is_none()) {
        return Err(Error::NoLanguage { known });
    }
    match (meant.into_iter().next(), &build.plugin, &build.language) {
        (Some(session), ..) => Ok(session),
        (None, Some(plugin), _) => Err(Error::CannotCreate { plugin: plugin.clone() }),
        (None, None, language) => {
            let language = language.clone().unwrap_or_default();
            Err(Error::UnknownLanguage { language, known })
        }
    }
}

fn languages(session: &Session) -> impl Iterator<Item = String> {
    session.capabilities().supported_languages.iter().cloned()
}
