//! Which plugin gets a project: a decision on what the plugins said, without asking anybody.

use std::path::Path;

use wasmrun_protocol::{Capabilities, DetectResult};

use super::Error;
use crate::cli::OutputFormat;
use crate::config::BuildSettings;

/// Third parties' plugins nearer to each other than this are equal.
const TIE: u8 = 10;

/// A plugin that might get the project.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Its name.
    pub(super) name: String,
    /// Whether it came with this program.
    pub(super) official: bool,
    /// What the user gave it.
    pub(super) priority: i32,
    /// What it can do.
    pub(super) capabilities: Capabilities,
    /// What it says about the project.
    pub(super) detected: DetectResult,
}

/// The one that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Its place among the candidates.
    pub(super) index: usize,
    /// Why it was chosen.
    pub(super) reason: String,
}

/// Chooses for `project`. A wanted language goes before a wanted target and format, those before
/// priorities, those before who made the plugin, that before its confidence.
pub(super) fn select(
    candidates: &[Candidate],
    wanted: &BuildSettings,
    project: &Path,
) -> Result<Choice, Error> {
    let language = wanted.language.as_deref();
    let builds_it =
        |candidate: &Candidate| language.is_none_or(|language| candidate.builds(language));
    if let Some(language) = language
        && !candidates.iter().any(builds_it)
    {
        let languages = candidates.iter().map(|candidate| &candidate.capabilities);
        let languages = languages.flat_map(|capabilities| &capabilities.supported_languages);
        let mut known: Vec<String> = languages.cloned().collect();
        known.sort();
        known.dedup();
        return Err(Error::UnknownLanguage { language: language.to_owned(), known });
    }
    let mut fitting: Vec<(usize, &Candidate)> = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| {
            builds_it(candidate) && (language.is_some() || candidate.detected.matches)
        })
        .collect();
    // If none offers what is wanted, that is said of the one that would be chosen else.
    if fitting.iter().any(|(_, candidate)| candidate.offers(wanted)) {
        fitting.retain(|(_, candidate)| candidate.offers(wanted));
    }
    fitting.sort_by_key(|(_, candidate)| std::cmp::Reverse(rank(candidate)));
    let Some(&(index, best)) = fitting.first() else {
        let known = candidates.iter().map(|candidate| candidate.name.clone()).collect();
        let (project, projects) = (project.to_owned(), Vec::new());
        return Err(Error::NoneFits { project, known, fitting: None, projects });
    };
    let ties: Vec<String> = fitting
        .iter()
        .filter(|(_, other)| is_tie(best, other))
        .map(|(_, other)| other.name.clone())
        .collect();
    if ties.len() > 1 {
        return Err(Error::Ambiguous { project: project.to_owned(), names: ties });
    }
    Ok(Choice { index, reason: reason(best) })
}

impl Candidate {
    fn builds(&self, language: &str) -> bool {
        let known = &self.capabilities.supported_languages;
        known.iter().any(|known| known.eq_ignore_ascii_case(language))
    }

    /// Whether it has the wanted target and format.
    fn offers(&self, wanted: &BuildSettings) -> bool {
        let Capabilities { compile_wasm, compile_webapp, custom_targets, .. } = &self.capabilities;
        let makes_it = match wanted.format {
            Some(OutputFormat::Wasm) => *compile_wasm,
            Some(OutputFormat::Web) => *compile_webapp,
            None => true,
        };
        makes_it && wanted.target.as_ref().is_none_or(|target| custom_targets.contains(target))
    }
}

fn rank(candidate: &Candidate) -> (i32, bool, u8) {
    (candidate.priority, !candidate.official, candidate.detected.confidence)
}

/// Whether there is nothing to choose by between the best candidate and another one.
fn is_tie(best: &Candidate, other: &Candidate) -> bool {
    !best.official
        && !other.official
        && best.priority == other.priority
        && best.detected.confidence.saturating_sub(other.detected.confidence) < TIE
}

fn reason(candidate: &Candidate) -> String {
    let DetectResult { confidence, reason, .. } = &candidate.detected;
    match reason {
        Some(reason) => format!("{reason} (confidence {confidence})"),
        None => format!("confidence {confidence}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, official: bool, confidence: u8) -> Candidate {
        let detected = if confidence == 0 {
            DetectResult::no_match()
        } else {
            DetectResult::matching(confidence)
        };
        let capabilities = Capabilities::default()
            .with_compile_wasm(true)
            .with_supported_languages([name])
            .with_custom_targets([format!("{name}-target")]);
        Candidate { name: name.to_owned(), official, priority: 0, capabilities, detected }
    }

    /// The name of the chosen plugin, or the error.
    fn chosen(candidates: &[Candidate], language: Option<&str>) -> Result<String, String> {
        let language = language.map(str::to_owned);
        choose(candidates, &BuildSettings { language, ..BuildSettings::default() })
    }

    fn choose(candidates: &[Candidate], wanted: &BuildSettings) -> Result<String, String> {
        select(candidates, wanted, Path::new("/p"))
            .map(|choice| candidates[choice.index].name.clone())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_most_confident_wins() {
        let candidates = [candidate("c", true, 40), candidate("rust", true, 95)];
        assert_eq!(chosen(&candidates, None), Ok("rust".to_owned()));
    }

    #[test]
    fn a_third_party_goes_before_an_official_one() {
        let candidates = [candidate("rust", true, 95), candidate("mine", false, 20)];
        assert_eq!(chosen(&candidates, None), Ok("mine".to_owned()));
    }

    #[test]
    fn priorities_go_before_that() {
        let mut candidates = [candidate("rust", true, 95), candidate("mine", false, 99)];
        candidates[0].priority = 1;
        assert_eq!(chosen(&candidates, None), Ok("rust".to_owned()));
    }

    #[test]
    fn a_language_goes_before_everything_but_must_be_known() {
        let candidates = [candidate("rust", true, 95), candidate("c", true, 0)];
        assert_eq!(chosen(&candidates, Some("C")), Ok("c".to_owned()));
        let language = Some("cobol".to_owned());
        let wanted = BuildSettings { language, ..BuildSettings::default() };
        let error = select(&candidates, &wanted, Path::new("/p")).unwrap_err();
        assert_eq!(error.to_string(), "no plugin builds the language `cobol`");
        assert_eq!(error.hints(), ["known languages: `c`, `rust`"]);
    }

    #[test]
    fn a_target_and_a_format_go_to_those_that_offer_them() {
        let mut candidates = [candidate("rust", true, 95), candidate("c", true, 40)];
        let with_target = |target: &str| BuildSettings {
            target: Some(target.to_owned()),
            ..BuildSettings::default()
        };
        assert_eq!(choose(&candidates, &with_target("c-target")), Ok("c".to_owned()));
        assert_eq!(choose(&candidates, &with_target("wasm64")), Ok("rust".to_owned()));
        candidates[1].capabilities.compile_webapp = true;
        let web = BuildSettings { format: Some(OutputFormat::Web), ..BuildSettings::default() };
        assert_eq!(choose(&candidates, &web), Ok("c".to_owned()));
    }

    #[test]
    fn two_third_parties_that_are_equal_are_not_chosen_between() {
        let candidates = [candidate("a", false, 80), candidate("b", false, 75)];
        assert_eq!(
            chosen(&candidates, None),
            Err("several plugins can build `/p`: `a`, `b`".to_owned())
        );
        let candidates = [candidate("a", false, 80), candidate("b", false, 70)];
        assert_eq!(chosen(&candidates, None), Ok("a".to_owned()));
    }

    #[test]
    fn nobody_may_want_it() {
        assert_eq!(
            chosen(&[candidate("c", true, 0)], None),
            Err("no plugin can build `/p`".to_owned())
        );
        assert_eq!(chosen(&[], None), Err("no plugin can build `/p`".to_owned()));
    }
}
