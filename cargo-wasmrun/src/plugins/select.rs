//! Which plugin gets a project: a decision on what the plugins said, without asking anybody.

use std::path::Path;

use wasmrun_protocol::DetectResult;

use super::Error;

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
    /// Languages it builds.
    pub(super) languages: Vec<String>,
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

/// Chooses for `project`. A wanted `language` goes before priorities, those before who made the
/// plugin, that before its confidence.
pub(super) fn select(
    candidates: &[Candidate],
    language: Option<&str>,
    project: &Path,
) -> Result<Choice, Error> {
    let builds_it = |candidate: &Candidate| match language {
        Some(language) => {
            candidate.languages.iter().any(|known| known.eq_ignore_ascii_case(language))
        }
        None => true,
    };
    if let Some(language) = language
        && !candidates.iter().any(builds_it)
    {
        let mut known: Vec<String> =
            candidates.iter().flat_map(|candidate| candidate.languages.clone()).collect();
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
        let languages = vec![name.to_owned()];
        Candidate { name: name.to_owned(), official, priority: 0, languages, detected }
    }

    /// The name of the chosen plugin, or the error.
    fn chosen(candidates: &[Candidate], language: Option<&str>) -> Result<String, String> {
        select(candidates, language, Path::new("/p"))
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
        let error = select(&candidates, Some("cobol"), Path::new("/p")).unwrap_err();
        assert_eq!(error.to_string(), "no plugin builds the language `cobol`");
        assert_eq!(error.hints(), ["known languages: `c`, `rust`"]);
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
